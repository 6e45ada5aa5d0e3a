"""Does each recipient get a mail once, whatever the server does and whenever a call is ended? Against a real server."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import stamina

from analytics.errors import SettingsError
from analytics.report.delivery.deliver import NOT_MAILED, deliver
from analytics.report.delivery.journal import FILE, Journal
from analytics.report.delivery.schedule import MailServer, Schedule
from tests.analytics.report.delivery.mail_server import PASSWORD, USER, Mailbox, free_port, serve

NOW = datetime(2025, 12, 29, 18, tzinfo=UTC)
DUE = date(2025, 12, 29)
MAIL = f"weekly@{DUE}"
TEXT = b"Subject: Weekly\r\nMessage-ID: <weekly@example.org>\r\n\r\n.hidden dot\r\nFinding\r\n"
ANN, BEN = "ann@example.org", "ben@example.org"

Call = Callable[..., int]


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
def schedule(tmp_path: Path) -> Schedule:
    """Give a schedule without reports, whose folder has a mail in the line."""
    server = MailServer("127.0.0.1", "reports@example.org", free_port(), security="none")
    folder = tmp_path / "reports"
    folder.mkdir()
    journal = Journal(folder, NOW)
    journal.note_written("weekly", DUE, "weekly.pdf", TEXT, [ANN, BEN])
    journal.close()
    return Schedule(folder, (), server)


@pytest.fixture
def call(schedule: Schedule, capsys: pytest.CaptureFixture[str]) -> Call:
    """Give a function that calls once, as a crontab does."""
    return lambda **options: deliver(schedule, None, now=NOW, tell=print, **options)


def states(schedule: Schedule) -> dict[str, str]:
    journal = Journal(schedule.folder, NOW)
    found = {address: state for address, (state, _) in journal.states("weekly", DUE).items()}
    journal.close()
    return found


def port_of(schedule: Schedule) -> int:
    assert schedule.mail is not None
    return schedule.mail.port


def test_a_mail_goes_to_everyone_once_and_its_text_arrives_whole(
    schedule: Schedule, call: Call
) -> None:
    box = Mailbox()
    with serve(box, port_of(schedule)):
        assert call() == 0
        assert call() == 0
    assert box.reached == [ANN, BEN]
    assert box.messages[0].get_content() == ".hidden dot\r\nFinding\r\n"
    assert states(schedule) == {ANN: "sent", BEN: "sent"}
    assert b"Finding" not in (schedule.folder / FILE).read_bytes()


def test_what_the_server_does_not_take_now_is_tried_again_in_the_same_call(
    schedule: Schedule, call: Call
) -> None:
    box = Mailbox(to_message=["451 try again"])
    with serve(box, port_of(schedule)):
        assert call() == 0
    assert box.reached == [ANN, BEN]


def test_and_by_the_next_call(
    schedule: Schedule, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Mailbox(to_message=["451 try again"] * 2)
    with serve(box, port_of(schedule)):
        assert call() == NOT_MAILED
        assert "451 try again. The next call tries again." in capsys.readouterr().out
        assert states(schedule) == {ANN: "waiting", BEN: "waiting"}
        assert call() == 0
    assert box.reached == [ANN, BEN]


def test_a_refused_recipient_stops_no_other_and_is_not_asked_for_again(
    schedule: Schedule, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Mailbox(to_recipient={ANN: ["550 no such user"]})
    with serve(box, port_of(schedule)):
        assert call() == NOT_MAILED
        assert f"refused for {ANN}, for good: 550 no such user" in capsys.readouterr().out
        assert call() == 0
    assert box.reached == [BEN]
    assert states(schedule) == {ANN: "refused", BEN: "sent"}


def test_who_is_put_off_gets_it_later_and_nobody_twice(schedule: Schedule, call: Call) -> None:
    box = Mailbox(to_recipient={ANN: ["450 greylisted"] * 2})
    with serve(box, port_of(schedule)):
        assert call() == NOT_MAILED
        assert states(schedule) == {ANN: "waiting", BEN: "sent"}
        assert call() == 0
    assert box.reached == [ANN, BEN]


def test_a_message_that_the_server_never_takes_is_refused_for_all(
    schedule: Schedule, call: Call
) -> None:
    box = Mailbox(to_message=["552 too large"])
    with serve(box, port_of(schedule)):
        assert call() == NOT_MAILED
        assert call() == 0
    assert (box.reached, states(schedule)) == ([], {ANN: "refused", BEN: "refused"})


def test_a_server_that_is_down_loses_nothing(
    schedule: Schedule, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call() == NOT_MAILED
    assert f"not mailed to {ANN}, {BEN}: 127.0.0.1:" in capsys.readouterr().out
    box = Mailbox()
    with serve(box, port_of(schedule)):
        assert call() == 0
    assert box.reached == [ANN, BEN]


def test_mail_that_waits_is_told_of_even_where_no_server_is_named_any_more(
    schedule: Schedule, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deliver(replace(schedule, mail=None), None, now=NOW, tell=print) == NOT_MAILED
    assert "the schedule has no [mail] any more" in capsys.readouterr().out


def test_an_answer_that_is_lost_leaves_it_to_a_person(
    schedule: Schedule, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server has the message, and its answer never comes: a second copy and none are equally wrong."""
    box = Mailbox(on_message=lambda server: server.transport.abort())
    with serve(box, port_of(schedule)):
        assert call() == NOT_MAILED
        said = capsys.readouterr().out
        assert f"{MAIL}: not sure whether it reached {ANN}, {BEN}" in said
        assert f"--again {MAIL} or --arrived {MAIL}" in said
        assert call() == NOT_MAILED
    assert len(box.arrived) == 1
    assert call(arrived=[MAIL]) == 0
    assert states(schedule) == {ANN: "sent", BEN: "sent"}
    with pytest.raises(SettingsError, match=r"no mail .* is in doubt; there are none"):
        call(again=[MAIL])


def kill_while(schedule: Schedule, box: Mailbox, moment: str) -> None:
    """Let a call in a process of its own be killed when the server comes to a moment."""
    code = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from analytics.report.delivery.deliver import deliver\n"
        "from analytics.report.delivery.schedule import MailServer, Schedule\n"
        "server = MailServer('127.0.0.1', 'reports@example.org', int(sys.argv[2]), security='none')\n"
        "deliver(Schedule(Path(sys.argv[1]), (), server), None, now=datetime.now(UTC), tell=print)\n"
    )
    port = port_of(schedule)
    child = subprocess.Popen([sys.executable, "-c", code, str(schedule.folder), str(port)])

    def kill(*_: object) -> None:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()

    setattr(box, moment, kill)
    with serve(box, port):
        assert child.wait(timeout=60) == -signal.SIGKILL
    setattr(box, moment, lambda *_: None)


def test_killed_while_the_server_takes_the_message_it_is_not_sent_again_unasked(
    schedule: Schedule, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Mailbox()
    kill_while(schedule, box, "on_message")
    assert states(schedule) == {ANN: "sending", BEN: "sending"}
    arrived = len(box.arrived)
    with serve(box, port_of(schedule)):
        assert call() == NOT_MAILED
        assert "the call was ended while the server took the message" in capsys.readouterr().out
        assert len(box.arrived) == arrived
        assert call(again=[MAIL]) == 0
    assert len(box.arrived) == arrived + 1
    # Servers and readers that know a second copy by its id leave it out.
    assert {message["Message-ID"] for message in box.messages} == {"<weekly@example.org>"}


def test_killed_before_the_message_it_is_sent_by_the_next_call(
    schedule: Schedule, call: Call
) -> None:
    box = Mailbox()
    kill_while(schedule, box, "on_recipient")
    with serve(box, port_of(schedule)):
        assert call() == 0
    assert box.reached == [ANN, BEN]


def test_two_calls_at_once_send_one_mail(schedule: Schedule, call: Call) -> None:
    box, ends = Mailbox(), []
    with serve(box, port_of(schedule)):
        calls = [threading.Thread(target=lambda: ends.append(call())) for _ in range(2)]
        for one in calls:
            one.start()
        for one in calls:
            one.join()
    assert (ends, box.reached) == ([0, 0], [ANN, BEN])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give a certificate for 127.0.0.1 and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "made.pem", folder / "key.pem"
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    more = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    try:
        subprocess.run(["openssl", *asked.split(), *more], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl, which makes the certificate, is absent")
    return made, key


def test_a_password_goes_over_tls_to_the_server_that_is_known(
    schedule: Schedule, certificate: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert schedule.mail is not None
    box, trust = Mailbox(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(*certificate)
    stranger = replace(schedule.mail, security="starttls", user=USER, password="wrong")
    known = replace(stranger, ca_file=certificate[0])

    def call_with(server: MailServer) -> int:
        return deliver(replace(schedule, mail=server), None, now=NOW, tell=print)

    with serve(box, schedule.mail.port, trust):
        assert call_with(stranger) == NOT_MAILED
        assert "certificate verify failed" in capsys.readouterr().out
        assert box.logins == []
        assert call_with(known) == NOT_MAILED
        assert "says 535" in capsys.readouterr().out
        assert call_with(replace(known, password=PASSWORD)) == 0
    assert box.reached == [ANN, BEN]
