"""What does the mail say that a report comes with? The finding, how far the data reach, and what its checks flagged.

Nothing in it is not in the report. Recipients are not told of each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP

from analytics.report.delivery.schedule import Wanted
from analytics.report.sheet import Sheet

_SIMULATED = "SIMULATED"


def message_of(
    sheet: Sheet,
    flags: Sequence[str],
    report: bytes,
    file_name: str,
    wanted: Wanted,
    due_on: date,
    *,
    sender: str,
    now: datetime,
) -> bytes:
    """Write the message that brings a report; its id is that of the report and the day it was due, however often it is made."""
    frame = sheet.frame
    subject = wanted.subject or frame.title
    mark = f"{_SIMULATED}: " if frame.coverage.is_simulated else ""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"{mark}{subject} ({due_on})"
    message["From"] = sender
    message["To"] = "undisclosed-recipients:;"
    message["Date"] = now
    message["Message-ID"] = f"<{wanted.name}.{due_on}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text_of(sheet, flags), cte="quoted-printable")
    message.add_attachment(report, maintype="application", subtype="pdf", filename=file_name)
    # Neither of the two encodings writes such a line; a drawn one would make each message another.
    message.set_boundary(f"=_{wanted.name}.{due_on}_=")
    return message.as_bytes()


def text_of(sheet: Sheet, flags: Sequence[str]) -> str:
    """Say in plain text what the report finds, of which data, and what was flagged and why."""
    frame, content = sheet.frame, sheet.content
    parts = [
        f"{_SIMULATED}: no incident in this {frame.kind} happened."
        if frame.coverage.is_simulated
        else "",
        frame.title,
        str(content.get("headline") or ""),
        "\n".join(content.get("numbers") or ()),
        str(content.get("left_out") or ""),
        frame.footer,
        "\n".join(frame.checks),
        "\n".join(flags),
        f"The {frame.kind} is attached.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
