"""Ask a page's callbacks as a browser would, and read what they answer: its words, the rows of its tables, its frame."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dash import Dash, page_registry

from analytics.report.__main__ import main as report
from dashboard import ids
from dashboard.context import EXTENSION
from dashboard.gate import CALLBACKS
from dashboard.jobs.asked import Asked
from dashboard.jobs.offered import ACKNOWLEDGE, current_jobs


def ask(app: Dash, search: Any, output: str, pathname: str | None = None) -> Any:
    """Ask the callback whose outputs hold `output`, an id or an id with its property; give the answer as it is sent."""
    key = next(key for key in app.callback_map if output in key)
    told = app.callback_map[key]
    body = {
        "output": key,
        "outputs": _outputs(key),
        "inputs": [_given(part, search, pathname) for part in told["inputs"]],
        "state": [_given(part, search, pathname) for part in told["state"]],
        "changedPropIds": ["url.search"],
    }
    return app.server.test_client().post(CALLBACKS, json=body)


def ask_report(app: Dash, pathname: str, search: str) -> tuple[Asked, bytes]:
    """Ask for the brief of a page as its panel does; give what is asked for, and the file that its command writes."""
    reader = app.server.extensions[EXTENSION].reader()
    with app.server.app_context():
        asked = current_jobs().asked("brief", reader, reader.view(pathname, search))
    return asked, written(asked.command, asked.given)


@lru_cache(maxsize=64)
def written(command: tuple[str, ...], given: str) -> bytes:
    """Give the file that the command of a job writes, whatever its checks flag."""
    module, *words_ = command
    assert module == "analytics.report"
    with TemporaryDirectory() as folder:
        out, told = Path(folder, "report.pdf"), Path(folder, "given.json")
        told.write_text(given, encoding="utf-8")
        words_ = [str(told) if word == "-" else word for word in words_]
        assert report([*words_, "--out", str(out), f"{ACKNOWLEDGE}=Somebody"]) == 0
        return out.read_bytes()


def answered(
    app: Dash, search: Any, output: str, pathname: str | None = None
) -> dict[str, dict[str, Any]]:
    """Give what a callback answers: a value for each property of each id."""
    answer = ask(app, search, output, pathname)
    assert answer.status_code == 200, answer.text
    said = json.loads(answer.text)
    # A failing callback answers too, with a notice and nothing else.
    assert "response" in said, answer.text
    return dict(said["response"])


def words(component: Any) -> list[str]:
    """Give the words of a component in the order in which they are read."""
    if isinstance(component, str):
        return [component]
    if isinstance(component, list):
        return [word for part in component for word in words(part)]
    return words(_inside(component)) if isinstance(component, dict) else []


def parts(component: Any, name: str) -> Iterator[dict[str, Any]]:
    """Give the parts of a component that have a type, such as "Tr", or a class."""
    if isinstance(component, list):
        for part in component:
            yield from parts(part, name)
    elif isinstance(component, dict) and "props" in component:
        props = component["props"]
        if name == component.get("type") or name in (props.get("className") or "").split():
            yield component
        yield from parts(_inside(component), name)


def _inside(component: dict[str, Any]) -> Any:
    """Give what a component holds, or draws as one."""
    props = component["props"]
    return props["tree"] if component["type"] == "Drawn" else props.get("children")


def table_rows(component: Any) -> list[list[str]]:
    """Give the cells of each row of the tables in a component, each cell as one text."""
    return [
        [" ".join(" ".join(words(cell)).split()) for cell in row["props"]["children"]]
        for row in parts(component, "Tr")
    ]


def drawn(app: Dash, path: str, **given: object) -> str:
    """Give the frame of a page as text, as an app draws it; `given` are keys of the link, a list where one is named twice."""
    page = next(page for page in page_registry.values() if page["path"] == path)
    with app.server.app_context():
        return str(page["layout"](**given))


def _given(part: dict[str, str], search: Any, pathname: str | None) -> Any:
    if part["id"].startswith("{"):
        return []
    values = {"search": search, "pathname": pathname}
    if part["id"] == ids.SCHEME:
        values["data"] = "light"
    return {**part, "value": values.get(part["property"])}


def _outputs(key: str) -> Any:
    names = [part.rsplit(".", 1) for part in key.strip(".").split("...")]
    listed = [
        {"id": json.loads(name) if name.startswith("{") else name, "property": prop}
        for name, prop in names
    ]
    return listed if key.startswith("..") else listed[0]
