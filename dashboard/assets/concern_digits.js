/* What does somebody mean who types the number of a category straight before the words? The category: "4Camp behind the wash".
   After the first concern the words have the focus, and the keys over them are still shown. "4th Street", "5pm", "2 cars", "3D"
   and "1,000" are words. */
(function () {
"use strict";

const MEANT = /^([1-5])(?!st\b|nd\b|rd\b|th\b|am\b|pm\b)\p{L}{3}/iu;
const NAMES = ["robbery", "burglary", "narcotics", "quality_of_life", "other"];

document.addEventListener("input", (event) => {
  const input = event.target;
  if (input.id !== "concern-words") return;
  const number = MEANT.exec(input.value)?.[1];
  if (!number) return;
  const at = Math.max(input.selectionStart - 1, 0);
  window.dash_clientside.crimeMeeting.setCategory(NAMES[Number(number) - 1]);
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, input.value.slice(1));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.setSelectionRange(at, at);
});
})();
