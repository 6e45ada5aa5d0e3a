/* Keys of a meeting that is written down live: what it is about, the words, the votes. Every key has a button as well.
   What is written waits its turn: one sending at a time, for of two at once the page would show, and Dash send, the last alone.
   Votes show at once and are sent as totals, each with the version that it was counted from. All of it is kept until the server
   says what became of it: what has no answer is sent again, and written once. */
(function () {
"use strict";

const TYPING_MS = 900;
const SEND_MS = 250;
const PATIENCE_MS = 15000;
const AWAY_MS = 5000;
const CATEGORY = "concern-category";
const TAKING = { robbery: "r", burglary: "b", narcotics: "n", quality_of_life: "q", other: "o" };
const NAMES = Object.keys(TAKING);

const field = (id) => document.getElementById(id);
const words = () => field("concern-words");
const rows = () => [...document.querySelectorAll(".concern[data-concern]")];
const say = (text) => window.dash_clientside.set_props("concern-answer", { children: text });

/* Which category a key means: its number, or its first letter where nobody types words. */
const meant = (event, isLetterMeant) => {
  const digit = /^(?:Digit|Numpad)([1-5])$/.exec(event.code || "");
  if (digit) return NAMES[Number(digit[1]) - 1];
  if (/^[1-5]$/.test(event.key)) return NAMES[Number(event.key) - 1];
  return isLetterMeant ? NAMES.find((name) => TAKING[name] === event.key.toLowerCase()) : undefined;
};
let chosen = {};
/* Dash tells what it was set to only later; whoever presses Enter at once means the new one already. */
const setCategory = (name) => {
  chosen.category = name;
  window.dash_clientside.set_props(CATEGORY, { value: name });
};
const choose = (name) => { setCategory(name); words()?.focus(); };

/* Votes that were counted and not sent yet, by concern; words that the server has not said to have; what is under way, in one
   turn; what is being typed into a count; the link that waits until all is written. */
let pending = new Map();
let outbox = [];
let underWay = null;
let turn = 0;
let patience = null;
let sender = null;
let typing = null;
let leaving = null;

const here = () => new URLSearchParams(window.location.search).get("meeting");
const isOpen = () => document.querySelector(".concern-entry") !== null && words() !== null;
const isUnsent = () => isOpen() && (
  (underWay !== null && underWay.meeting === here())
  || outbox.some((line) => line.meeting === here())
  || rows().some((row) => pending.has(row.dataset.concern))
);
const shownVotes = (row) => {
  const { concern, votes } = row.dataset;
  return pending.get(concern) ?? underWay?.votes.get(concern) ?? Number(votes);
};
const show = (row, text) => {
  const count = row.querySelector(".vote-count");
  if (count) count.textContent = text;
};
const send = () => {
  clearTimeout(sender);
  sender = null;
  if (underWay || !isOpen()) return;
  const typed = outbox.filter((line) => line.meeting === here());
  if (typed.length) { pass("concern-typed", typed, new Map()); return; }
  const counted = [];
  const votes = new Map();
  for (const row of rows()) {
    const { concern } = row.dataset;
    const total = pending.get(concern);
    pending.delete(concern);
    if (total !== undefined && total !== Number(row.dataset.votes)) {
      counted.push([Number(concern), total, Number(row.dataset.version)]);
      votes.set(concern, total);
    }
  }
  if (counted.length) pass("concern-votes", counted, votes);
  else depart();
};
const pass = (id, lines, votes) => {
  turn += 1;
  underWay = { id, turn, lines, votes, meeting: here() };
  ship();
};
const ship = () => {
  clearTimeout(patience);
  if (!underWay || !isOpen() || underWay.meeting !== here()) return;
  patience = setTimeout(() => {
    say("The server has not answered. What you wrote is kept on this page and sent again.");
    ship();
  }, PATIENCE_MS);
  const { id, lines } = underWay;
  window.dash_clientside.set_props(id, { data: { turn: underWay.turn, lines } });
};
/* Of another meeting, or of a page that was left meanwhile: kept for when that meeting is open again. */
const park = () => {
  if (!underWay) return;
  for (const [concern, votes] of underWay.votes) if (!pending.has(concern)) pending.set(concern, votes);
  clearTimeout(patience);
  underWay = null;
};
const depart = () => {
  const link = leaving;
  if (!link || isUnsent()) return;
  leaving = null;
  if (link.isConnected) link.click();
};
/* Without crypto.randomUUID, which a page has on this machine and over https alone, chance does as well. */
const token = () => window.crypto.randomUUID?.()
  ?? Array.from(window.crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/* Write down what is in the field, and empty it at once: the next words may come before the answer. */
const setText = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
const fill = (input, text) => {
  setText.call(input, text);
  input.dispatchEvent(new Event("input", { bubbles: true }));
};
const writeDown = () => {
  const input = words();
  const text = (input?.value || "").trim();
  if (!text) { input?.focus(); return; }
  const marked = document.querySelector(".category-group input:checked")?.value;
  const category = chosen.category || marked;
  if (!category) {
    say("Not written down yet: what is it about? Press 1 to 5.");
    document.querySelector(".category-group input[type=radio]")?.focus();
    return;
  }
  if (!field("who-writes")?.value.trim()) {
    say("Not written down yet: who writes? Fill “You write as” with a badge or a role, once in this browser.");
    field("who-writes")?.focus();
    return;
  }
  outbox.push({ token: token(), meeting: here(), words: text, ...chosen, category });
  fill(input, "");
  input.focus();
  send();
};
const count = (row, votes) => {
  const kept = Math.min(Math.max(votes, 0), 100000);
  pending.set(row.dataset.concern, kept);
  show(row, kept.toLocaleString("en-US"));
  row.classList.add("is-counted");
  clearTimeout(sender);
  sender = setTimeout(send, SEND_MS);
};
/* Rows are known by the number of their concern: each answer of the server draws them anew. */
const rowOf = (concern) => rows().find((row) => row.dataset.concern === concern);
const endTyping = () => {
  if (!typing) return;
  const { concern, digits, timer } = typing;
  clearTimeout(timer);
  typing = null;
  const row = rowOf(concern);
  if (row) count(row, Number(digits));
};
const type = (row, digit) => {
  const { concern } = row.dataset;
  if (typing && typing.concern !== concern) endTyping();
  const digits = ((typing?.digits || "") + digit).slice(-6);
  clearTimeout(typing?.timer);
  typing = { concern, digits, timer: setTimeout(endTyping, TYPING_MS) };
  showAgain(row);
};
const showAgain = (row) => {
  const isTyped = typing?.concern === row.dataset.concern;
  show(row, isTyped ? `${Number(typing.digits)}…` : shownVotes(row).toLocaleString("en-US"));
};

const onRow = (event, row) => {
  const around = rows();
  const at = around.indexOf(row);
  if (/^[0-9]$/.test(event.key)) type(row, event.key);
  else if (["+", "=", "-", "−"].includes(event.key)) {
    endTyping();
    count(row, shownVotes(row) + (event.key === "+" || event.key === "=" ? 1 : -1));
  } else if (event.key === "ArrowDown") { endTyping(); around[at + 1]?.focus(); }
  else if (event.key === "ArrowUp") { endTyping(); (around[at - 1] || words())?.focus(); }
  else if (event.key === "Enter") endTyping();
  else if (event.key === "Escape") { endTyping(); words()?.focus(); }
  else return;
  event.preventDefault();
};

/* Before the field itself hears of it: it would hand its words on, and get them back when it is empty already. */
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "concern-words" || event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  writeDown();
}, true);
document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (!target.closest || event.ctrlKey || event.metaKey) return;
  if (target.closest(`.category-group`)) {
    const name = event.altKey ? undefined : meant(event, true);
    if (name) { event.preventDefault(); choose(name); }
    else if (event.key === "Enter") { event.preventDefault(); words()?.focus(); }
  } else if (target.id === "concern-words") {
    const name = event.altKey ? meant(event, false) : undefined;
    if (name) { event.preventDefault(); choose(name); }
    else if (event.key === "ArrowDown") { event.preventDefault(); rows()[0]?.focus(); }
  } else if (target.matches(".concern[data-concern]") && !event.altKey) onRow(event, target);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-vote], button[data-print], #concern-add");
  if (!button) return;
  if (button.id === "concern-add") { writeDown(); return; }
  if (button.hasAttribute("data-print")) { window.print(); return; }
  endTyping();
  const row = button.closest(".concern");
  count(row, shownVotes(row) + Number(button.dataset.vote));
});
/* What was counted is written before the page is left; who presses the link again leaves at once. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
  endTyping();
  if (!isUnsent() || leaving === link) { leaving = null; return; }
  event.preventDefault();
  event.stopPropagation();
  leaving = link;
  say("Writing down the last of it, then the page goes on.");
  send();
}, true);
window.addEventListener("beforeunload", (event) => {
  endTyping();
  if (isUnsent()) event.preventDefault();
});
document.addEventListener("focusout", (event) => {
  // A row that is drawn anew loses the focus to nothing; it gets it back below.
  if (typing && event.relatedTarget) endTyping();
});
let focused = null;
let isAtEnd = false;
document.addEventListener("focusin", (event) => {
  focused = event.target.closest(".concern")?.dataset.concern || null;
  isAtEnd = Boolean(event.target.closest("#meeting-close-body"));
});

let entry = null;
new MutationObserver(() => {
  if (focused && document.activeElement === document.body) {
    const row = rowOf(focused);
    if (row) { row.focus({ preventScroll: true }); showAgain(row); }
  }
  // A button that was pressed is gone: go on with the next one.
  if (isAtEnd && document.activeElement === document.body) {
    document.querySelector(".agree, .meeting-end input, .meeting-after a")?.focus({ preventScroll: true });
  }
}).observe(document.body, { childList: true, subtree: true });

window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.crimeMeeting = {
  setCategory,
  /* Know what else is chosen: what is written down on Enter takes it from here. */
  chosen: (category, saidBy, place) => {
    const found = document.querySelector(".concern-entry");
    chosen = { category: category || (found === entry ? chosen.category : undefined), said_by: saidBy, place };
    // The first key is pressed here, and not before the fields are ready for it.
    if (found !== entry) found?.querySelector("input[type=radio]")?.focus({ preventScroll: true });
    if (found !== entry && underWay) {
      if (underWay.meeting === here()) ship();
      else park();
    }
    if (found !== entry && found) sender = setTimeout(send, SEND_MS);
    entry = found;
    return Date.now();
  },

  /* The server answered: forget what it has or refused, show what is written, give refused words back, send what came meanwhile. */
  recorded: (told) => {
    const done = new Set((told?.done || []).map(String));
    const refused = new Set((told?.refused || []).map(String));
    outbox = outbox.filter((line) => !done.has(line.token));
    for (const concern of refused) pending.delete(concern);
    // What was refused is read here.
    if (refused.size) leaving = null;
    if (underWay && told?.turns?.includes(underWay.turn)) {
      for (const concern of done) underWay.votes.delete(concern);
      park();
    } else if (underWay) {
      // Another act was answered, which can have cost this one its answer.
      ship();
    }
    for (const row of rows()) {
      row.classList.remove("is-counted");
      showAgain(row);
    }
    if (told?.back && words() && !words().value) fill(words(), told.back);
    if (document.activeElement === document.body) words()?.focus();
    if (told?.away) {
      clearTimeout(sender);
      sender = setTimeout(send, AWAY_MS);
    } else if (!sender) send();
  },
};
})();
