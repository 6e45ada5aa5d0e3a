"""What does a person at the terminal see of an inspection? Each finding with how sure it is, and what is left to answer."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from etl.inspection.definition_text import toml_value
from etl.inspection.findings import LIKELY, NOT_KNOWN, SURE, Inspection

_STYLES = {SURE: "green", LIKELY: "yellow", NOT_KNOWN: "red"}
_MOST_WORDS = 10


def show_inspection(inspection: Inspection, terminal: Console | None = None) -> None:
    """Print the findings, the columns that are not read, the words to map, and the open questions."""
    terminal = terminal or Console()
    some = "" if inspection.is_whole else "the first "
    title = f"{inspection.name}: {some}{inspection.rows:,} rows, {len(inspection.columns)} columns"
    table = Table(
        # A key that is cut off cannot be looked for in the definition.
        Column("key", no_wrap=True),
        Column("value", overflow="fold"),
        "",
        "because",
        title=title,
        title_justify="left",
        box=box.SIMPLE,
    )
    for finding in inspection.ordered():
        value = "" if finding.value is None else toml_value(finding.value)
        sureness = Text(finding.sureness, _STYLES[finding.sureness])
        table.add_row(Text(finding.key), Text(value), sureness, Text(finding.evidence))
    terminal.print(table)
    if inspection.other:
        terminal.print(Text(f"Not read: {', '.join(inspection.other)}"))
    for word in inspection.words[:_MOST_WORDS]:
        suggestion = f": {word.suggestion}?" if word.suggestion else ""
        said = f" {word.said}" if word.said else ""
        terminal.print(Text(f"  {word.rows:>9,} rows  {word.text}{said}{suggestion}"))
    if len(inspection.words) > _MOST_WORDS:
        terminal.print(
            Text(f"  and {len(inspection.words) - _MOST_WORDS} more codes that no rule knows")
        )
    for remark in inspection.remarks:
        terminal.print(Text(f"! {remark}."))
    for finding in inspection.open_questions():
        terminal.print(Text(f"Answer {finding.key}: {finding.evidence}.", style="bold"))
