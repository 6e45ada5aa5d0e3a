"""A mail server on the loopback interface, and what it does to a message on order."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP as SMTP_POLICY
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

OK = "250 OK"
USER, PASSWORD = "reports", "s3cret words"


@dataclass
class Mailbox:
    """What arrived, and what is answered: answers to a recipient or to messages are used up one by one, then all is well."""

    arrived: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    to_recipient: dict[str, list[str]] = field(default_factory=dict)
    to_message: list[str] = field(default_factory=list)
    on_recipient: Callable[[], None] = lambda: None
    on_message: Callable[[SMTP], None] = lambda server: None
    logins: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        self.on_recipient()
        answers = self.to_recipient.get(address, [])
        answer = answers.pop(0) if answers else OK
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.on_message(server)
        answer = self.to_message.pop(0) if self.to_message else OK
        if answer == OK:
            assert isinstance(envelope.content, bytes)
            self.arrived.append((tuple(envelope.rcpt_tos), envelope.content))
        return answer

    def log_in(self, server: SMTP, session: Any, envelope: Any, way: str, data: Any) -> AuthResult:
        is_right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        self.logins.append(is_right)
        return AuthResult(success=is_right, handled=False)

    @property
    def messages(self) -> list[EmailMessage]:
        parser = BytesParser(EmailMessage, policy=SMTP_POLICY)
        return [parser.parsebytes(content) for _, content in self.arrived]

    @property
    def reached(self) -> list[str]:
        """Everyone who got a message, once for each that they got."""
        return sorted(address for addresses, _ in self.arrived for address in addresses)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serve(mailbox: Mailbox, port: int, trust: ssl.SSLContext | None = None) -> Iterator[None]:
    """Take mail on a port; with certificates, only from those who log in over TLS."""
    over_tls = {} if trust is None else {
        "tls_context": trust, "require_starttls": True, "auth_required": True,
        "authenticator": mailbox.log_in,
    }  # fmt: skip
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **over_tls)
    controller.start()
    try:
        yield
    finally:
        controller.stop(no_assert=True)
