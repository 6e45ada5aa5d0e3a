"""Which callbacks does a browser send when a page is opened, and when a control changes the link of an open page?

Found in what the app tells each browser: its layout and its list of callbacks, so that a page that is new is visited as well.
Nothing is drawn, and what runs in the browser alone is not run: where an answer waits for such a value, `SET` and `ASKED` have
it. Requests go one after another, where a browser sends several at a time: their sum is the server's work, not the reader's wait.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from dashboard.components.notices import failed

Ask = Callable[[str, Any], tuple[int, bytes]]
"""Sends a body to a path, or gets the path where the body is None; gives status and answer."""

# What only a browser knows, by id; what a component asks for by itself as soon as it is drawn, by type.
SET = {"color-scheme": {"data": "light"}}
ASKED = {
    "AgGrid": {"getRowsRequest": {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}}
}
_LISTS = (["ALL"], ["ALLSMALLER"])
# A callback that fails answers all the same: with a notice that has this in it.
_FAILED = failed("").to_plotly_json()["props"]["children"][1].children[0].children.encode()


@dataclass(frozen=True)
class Sent:
    """One request: the outputs it was for, the seconds until its answer, the bytes of it, and its status, 500 if the callback
    failed."""

    callback: str
    seconds: float
    size: int
    status: int


@dataclass(frozen=True)
class _Call:
    """A callback with the components it is for; `inputs` and `outputs` name properties as "id.property"."""

    body: dict[str, Any]
    inputs: frozenset[str]
    outputs: frozenset[str]
    is_at_start: bool

    @property
    def key(self) -> str:
        return f"{self.body['output']} {sorted(self.outputs)}"


class Visitor:
    """A reader with one page open at a time."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._shown: dict[str, dict[str, Any]] = {}
        self._types: dict[str, str] = {}
        told = json.loads(ask("/_dash-dependencies", None)[1])
        self._told = [each for each in told if not each["clientside_function"]]

    def open(self, path: str, search: str) -> list[Sent]:
        """Open a page by its link."""
        self._shown, self._types = {}, {}
        new = self._learn(json.loads(self._ask("/_dash-layout", None)[1]))
        calls = {call.key: call for call in self._calls() if _is_started(call, new)}
        return self._send(calls, self._locate(new, pathname=path, search=search))

    def change(self, search: str) -> list[Sent]:
        """Change the link of the open page; the page itself is not drawn anew, as it is not by a control."""
        told = {key for key, name in self._types.items() if name == "Location"}
        moved = self._locate(told - {"_pages_location"}, search=search)
        return self._send({}, moved | self._asked(set(self._types)))

    def _locate(self, keys: set[str], **parts: str) -> set[str]:
        """Tell locations of the page where it is, and give the properties that changed by that."""
        changed = set()
        for key in keys:
            if self._types[key] == "Location":
                self._shown[key].update(parts)
                changed |= {f"{key}.{name}" for name in parts}
        return changed

    def _send(self, pending: dict[str, _Call], changed: set[str]) -> list[Sent]:
        sent: list[Sent] = []
        fired: dict[str, set[str]] = {}
        answered = None
        while True:
            calls = {call.key: call for call in self._calls()}
            for key, call in calls.items():
                # What a callback gives does not call itself.
                if call.inputs & changed and key != answered:
                    pending[key] = call
                    fired.setdefault(key, set()).update(call.inputs & changed)
            pending = {key: calls[key] for key in pending if key in calls}
            if not pending:
                return sent
            call = pending.pop(_first(pending))
            answered = call.key
            changed, new = self._take(call, fired.pop(call.key, set()), sent)
            pending |= {
                each.key: each
                for each in self._calls()
                if _is_started(each, new) or _is_joined(each, new)
            }

    def _take(self, call: _Call, fired: set[str], sent: list[Sent]) -> tuple[set[str], set[str]]:
        """Send a call; give the properties that its answer changed, and the components that it brought."""
        body = call.body | {
            "inputs": self._with_values(call.body["inputs"]),
            "state": self._with_values(call.body["state"]),
            "changedPropIds": sorted(fired),
        }
        started = perf_counter()
        status, answer = self._ask("/_dash-update-component", body)
        seconds = perf_counter() - started
        status = 500 if _FAILED in answer else status
        sent.append(Sent(body["output"], seconds, len(answer), status))
        if status != 200:
            return set(), set()
        said = json.loads(answer)
        changed, new = set(), set()
        for given in (said.get("response") or {}, said.get("sideUpdate") or {}):
            for key, values in given.items():
                for name, value in values.items():
                    self._forget(self._shown.get(key, {}).get(name))
                    self._shown.setdefault(key, {})[name] = value
                    changed.add(f"{key}.{name}")
                    new |= self._learn(value)
        return changed | self._asked(new), new

    def _asked(self, keys: set[str]) -> set[str]:
        """Give the properties by which components ask for themselves: when they are drawn, and again for another selection."""
        return {f"{key}.{name}" for key in keys for name in ASKED.get(self._types[key], ())}

    def _with_values(self, listed: list[Any]) -> list[Any]:
        def one(each: Any) -> Any:
            if isinstance(each, list):
                return [one(part) for part in each]
            value = self._shown[_key(each["id"])].get(each["property"])
            return each if value is None else each | {"value": value}

        return [one(each) for each in listed]

    def _learn(self, value: Any) -> set[str]:
        """Take note of the components in a value, and give their ids."""
        new = set()
        for part in _components(value):
            key = _key(part["props"].get("id"))
            if key:
                self._types[key] = part["type"]
                self._shown[key] = part["props"] | SET.get(key, {}) | ASKED.get(part["type"], {})
                new.add(key)
        return new

    def _forget(self, value: Any) -> None:
        for part in _components(value):
            self._shown.pop(_key(part["props"].get("id")), None)
            self._types.pop(_key(part["props"].get("id")), None)

    def _calls(self) -> Iterator[_Call]:
        """Give each callback for the components that are there."""
        ids = [json.loads(key) for key in self._shown if key.startswith("{")]
        for each in self._told:
            given = {
                "output": _outputs(each),
                "inputs": [*each["inputs"]],
                "state": [*each["state"]],
            }
            for match in _matches([*given["output"], *given["inputs"]], ids):
                parts = {
                    name: [self._resolve(part, match, ids) for part in listed]
                    for name, listed in given.items()
                }
                outputs, inputs = _names(parts["output"]), _names(parts["inputs"])
                if inputs and not any(part is None for listed in parts.values() for part in listed):
                    is_many = each["output"].startswith("..") or not parts["output"]
                    body = {
                        "output": each["output"],
                        "outputs": parts["output"] if is_many else parts["output"][0],
                        "inputs": parts["inputs"],
                        "state": parts["state"],
                    }
                    at_start = not each["prevent_initial_call"]
                    yield _Call(body, frozenset(inputs), frozenset(outputs), at_start)

    def _resolve(self, part: dict[str, str], match: dict[str, Any], ids: list[Any]) -> Any:
        """Name the component, or the list of them, that a dependency is about; None where it is not on the page."""
        if not part["id"].startswith("{"):
            return _named(part["id"], part) if part["id"] in self._shown else None
        pattern = {
            key: match[key] if value == ["MATCH"] else value
            for key, value in json.loads(part["id"]).items()
        }
        found = [_named(one, part) for one in ids if _fits(pattern, one)]
        if any(value in _LISTS for value in pattern.values()):
            return found
        return found[0] if found else None


def _first(pending: dict[str, _Call]) -> str:
    """Give the first call that waits for no other's answer."""
    for key, call in pending.items():
        if not any(each.outputs & call.inputs for each in pending.values() if each is not call):
            return key
    return next(iter(pending))


def _is_started(call: _Call, new: set[str]) -> bool:
    return call.is_at_start and any(
        name.rpartition(".")[0] in new for name in call.inputs | call.outputs
    )


def _is_joined(call: _Call, new: set[str]) -> bool:
    """Tell whether new components are inputs of a callback for others: it is then called, even if it need not be at the start."""
    ids_of = [{name.rpartition(".")[0] for name in names} for names in (call.inputs, call.outputs)]
    return bool(ids_of[0] & new) and not ids_of[1] & new


def _outputs(told: dict[str, Any]) -> list[dict[str, str]]:
    if told.get("no_output"):
        return []
    texts = told["output"].strip(".").split("...")
    parts = [text.partition("@")[0].rpartition(".") for text in texts]
    return [{"id": name, "property": prop} for name, _, prop in parts]


def _matches(parts: list[dict[str, str]], ids: list[Any]) -> list[dict[str, Any]]:
    """Give the values that MATCH stands for, one set for each call; a single empty one where nothing is matched."""
    patterns = [json.loads(part["id"]) for part in parts if part["id"].startswith("{")]
    pattern = next((each for each in patterns if ["MATCH"] in each.values()), None)
    if pattern is None:
        return [{}]
    keys = [key for key, value in pattern.items() if value == ["MATCH"]]
    found = [{key: one[key] for key in keys} for one in ids if _fits(pattern, one)]
    return list({_key(each): each for each in found}.values())


def _fits(pattern: dict[str, Any], one: dict[str, Any]) -> bool:
    return pattern.keys() == one.keys() and all(
        isinstance(value, list) or one[key] == value for key, value in pattern.items()
    )


def _named(name: Any, part: dict[str, str]) -> dict[str, Any]:
    return {"id": name, "property": part["property"]}


def _names(parts: list[Any]) -> list[str]:
    flat = [one for part in parts for one in (part if isinstance(part, list) else [part])]
    return [f"{_key(one['id'])}.{one['property']}" for one in flat if one]


def _key(name: Any) -> str:
    """Write an id as answers do."""
    if isinstance(name, dict):
        return json.dumps(name, sort_keys=True, separators=(",", ":"))
    return name or ""


def _components(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _components(each)
    elif isinstance(value, dict):
        if "namespace" in value and "props" in value:
            yield value
            value = value["props"]
        for each in value.values():
            yield from _components(each)
