"""How is a job wanted? Its name, what it is about, its file, and the words of its command."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.context import Reader


@dataclass(frozen=True)
class Asked:
    """A job as it is wanted: what it is called, what of the data it is about, its file's name, and the words of its command.

    `shown_at` is the link of the page that shows the result. `given` is what the command reads, where it is told more than words
    say. `tells_progress` where the command takes `--progress`.
    """

    title: str
    about: str
    file_name: str
    command: tuple[str, ...]
    shown_at: str = ""
    given: str = ""
    tells_progress: bool = True


def where_from(reader: Reader) -> tuple[str, ...]:
    """Name the snapshot itself, not the one in service: it may be another by the time the job is started."""
    return ("--data-dir", str(reader.store.path.resolve()))
