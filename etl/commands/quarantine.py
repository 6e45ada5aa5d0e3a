"""What was set aside, and does a mended definition accept it?"""

from __future__ import annotations

import json
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from analytics.settings import Settings
from analytics.store import open_snapshot
from etl import quarantine
from etl.commands import Clock, run
from etl.console import show_quarantine

HELP = "list, export or read anew the rows that were set aside"


def add_arguments(parser: ArgumentParser) -> None:
    """Add what to do with the rows."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    def add(name: str, text: str) -> ArgumentParser:
        action = actions.add_parser(name, help=text, description=text)
        action.set_defaults(action=name)
        action.add_argument("--data-dir", type=Path, default=SUPPRESS, help="data folder")
        return action

    listing = add("list", "count them by feed and reason, with an example of each")
    listing.add_argument("--json", action="store_true", help="print it for machines")
    exporting = add("export", "write them as CSV, with file, row, reason and content")
    exporting.add_argument("--feed", help="id of the feed (default: all)")
    exporting.add_argument("--out", type=Path, help="file (default: print them)")
    replaying = add("replay", "read the kept copies anew and say how many are accepted now")
    run.add_layer_arguments(replaying)
    replaying.set_defaults(input=None, replay=True)


def execute(parsed: Namespace, settings: Settings, clock: Clock) -> int:
    """Do what was asked."""
    store = open_snapshot(parsed.data_dir, audience="police")
    store.close()
    before = quarantine.read_quarantined(store.path)
    if parsed.action == "list":
        table = quarantine.by_reason(before)
        if parsed.json:
            print(table.to_json(orient="records"))
        else:
            show_quarantine(table)
        return 0
    if parsed.action == "export":
        return _export(quarantine.as_csv(before, parsed.feed), parsed.out)
    result = run.publish(parsed, settings, clock)
    read = [*result.summary["feeds"]]
    outcome = quarantine.compare(before[before["feed"].isin(read)], result.snapshot)
    if parsed.json:
        print(
            json.dumps({**outcome, "run_id": result.summary["run_id"], "held": list(result.held)})
        )
        return run.HELD if result.held else 0
    code = run.show(result, parsed, clock)
    print(
        f"Of {outcome['quarantined_before']:,} rows that were set aside, {outcome['accepted']:,} are accepted now, "
        f"{outcome['duplicates']:,} are duplicates, {outcome['still_quarantined']:,} are still set aside."
    )
    return code


def _export(text: str, out: Path | None) -> int:
    if out is None:
        sys.stdout.write(text)
    else:
        # The mark at the start tells spreadsheets that the text is UTF-8.
        out.write_text("\ufeff" + text, encoding="utf-8", newline="")
    return 0
