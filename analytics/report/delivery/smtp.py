"""How is a message handed to a mail server, and what does the server say of each recipient? The only door to SMTP.

Until the text is sent, nothing has happened: whatever fails there may be tried again. From then on only the answer tells; where
it never comes, the message may have arrived or not, and trying again could send it twice.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from analytics.report.delivery.schedule import MailServer

SECONDS = 60
_OK, _FORWARDED, _GO_ON, _FINAL = 250, 251, 354, 500
_LINE_OF_A_DOT = re.compile(rb"(?m)^\.")


class NotHandedInError(Exception):
    """Nothing was sent; `is_passing` where it may go better in a while."""

    def __init__(self, why: str, *, is_passing: bool) -> None:
        super().__init__(why)
        self.is_passing = is_passing


class AnswerLostError(Exception):
    """The text was sent, and no answer came: nobody here knows whether the server has it."""


@dataclass(frozen=True)
class Answers:
    """What the server said of each recipient: taken, refused for good, or not now."""

    taken: tuple[str, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)
    later: dict[str, str] = field(default_factory=dict)


def hand_in(
    server: MailServer,
    message: bytes,
    recipients: Sequence[str],
    *,
    about_to_send: Callable[[Sequence[str]], None],
) -> Answers:
    """Hand a message in for some recipients, all at once; `about_to_send` is told those that the server would take.

    Raises NotHandedInError and AnswerLostError.
    """
    try:
        connection = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        raise _not_handed_in(server, error) from error
    try:
        answers = _hand_in(connection, server, message, recipients, about_to_send)
        # The server has answered: how the talk ends changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
        return answers
    finally:
        connection.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    trust = ssl.create_default_context(cafile=server.ca_file)
    connection: smtplib.SMTP
    if server.security == "tls":
        connection = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=trust)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.security == "starttls":
            connection.starttls(context=trust)
        if server.user:
            connection.login(server.user, server.password or "")
        connection.ehlo_or_helo_if_needed()
    except BaseException:
        connection.close()
        raise
    return connection


def _hand_in(
    connection: smtplib.SMTP,
    server: MailServer,
    message: bytes,
    recipients: Sequence[str],
    about_to_send: Callable[[Sequence[str]], None],
) -> Answers:
    accepted: list[str] = []
    refused: dict[str, str] = {}
    later: dict[str, str] = {}
    try:
        code, words = connection.mail(server.sender)
        if code != _OK:
            raise smtplib.SMTPSenderRefused(code, words, server.sender)
        for recipient in recipients:
            code, words = connection.rcpt(recipient)
            if code in (_OK, _FORWARDED):
                accepted.append(recipient)
            else:
                (refused if code >= _FINAL else later)[recipient] = _said(code, words)
        code, words = connection.docmd("DATA") if accepted else (_OK, b"")
    except (OSError, smtplib.SMTPException) as error:
        raise _not_handed_in(server, error) from error
    if accepted and code == _GO_ON:
        about_to_send(accepted)
        try:
            end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
            connection.send(_LINE_OF_A_DOT.sub(b"..", message) + end)
            code, words = connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise AnswerLostError(f"{server.host} gave no answer: {error}") from error
    if code == _OK:
        return Answers(tuple(accepted), refused, later)
    answers = dict.fromkeys(accepted, _said(code, words))
    if code >= _FINAL:
        return Answers((), refused | answers, later)
    return Answers((), refused, later | answers)


def _not_handed_in(server: MailServer, error: Exception) -> NotHandedInError:
    code = getattr(error, "smtp_code", None)
    if code is not None:
        words = _said(code, _bytes(getattr(error, "smtp_error", b"")))
        return NotHandedInError(f"{server.host} says {words}", is_passing=code < _FINAL)
    is_passing = not isinstance(error, ssl.SSLCertVerificationError | smtplib.SMTPNotSupportedError)
    return NotHandedInError(f"{server.host}:{server.port}: {error}", is_passing=is_passing)


def _said(code: int, words: bytes) -> str:
    return " ".join(f"{code} {words.decode('utf-8', 'replace')}".split())


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()
