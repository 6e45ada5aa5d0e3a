"""Serve the dashboard: python -m dashboard [--audience police|public] [--host H] [--port P] [--data-dir D] [--workers N].

There are no logins yet, so the police audience is served to this machine only: an address that others can reach is refused.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from waitress.server import create_server

from analytics.errors import CrimeStatsError
from analytics.settings import MOST_WORKERS, Settings
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.gate import is_loopback
from dashboard.jobs import EXTENSION
from dashboard.workers import (
    THREADS,
    Door,
    Served,
    WorkersError,
    end_when_told,
    log_plainly,
    run_workers,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; 2 for an address or a setting that cannot be used."""
    try:
        settings = Settings.from_env()
    except CrimeStatsError as error:
        return _refuse(str(error))
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Serve the dashboard.")
    parser.add_argument("--host", default=settings.host, help="address (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=settings.port, help="port (default: %(default)s)"
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=settings.data_dir,
        help="data folder (default: %(default)s)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=settings.workers,
        help="processes that answer; each reads the data for itself (default: %(default)s)",
    )
    parser.add_argument(
        "--audience",
        choices=("police", "public"),
        default="police",
        help="who looks: the public sees fewer pages, made from the public tables alone (default: %(default)s)",
    )
    given = parser.parse_args(arguments)
    if not is_loopback(given.host):
        return _refuse(
            f"{given.host} can be reached by other machines, and there are no logins yet that keep"
            " police data to the police: serve on 127.0.0.1, and use an SSH tunnel from elsewhere"
        )
    log_plainly()
    if not 1 <= given.port <= 65535:
        return _refuse(f"port {given.port} does not exist: choose one from 1 to 65535")
    if not 1 <= given.workers <= MOST_WORKERS:
        return _refuse(f"{given.workers} workers: choose 1 to {MOST_WORKERS}")
    if given.workers > 1 and sys.platform == "win32":
        return _refuse("on Windows a single process serves: leave out --workers")
    if given.workers > 1:
        return _serve_several(
            given,
            Served(given.data_dir, settings.tile_url, settings.database_url, given.audience),
        )
    return _serve_alone(given, settings)


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def _serve_alone(given: argparse.Namespace, settings: Settings) -> int:
    context = Context(
        given.data_dir,
        audience=given.audience,
        clock=now,
        tile_url=settings.tile_url,
        database_url=settings.database_url,
    )
    app = create_app(context)
    try:
        server = create_server(app.server, host=given.host, port=given.port, threads=THREADS)
    except OSError as error:
        return _taken(given, error)
    context.make_ready()
    _say(given, context)
    end_when_told()
    try:
        server.run()
    finally:
        if EXTENSION in app.server.extensions:
            app.server.extensions[EXTENSION].close()
        context.close()
    return 0


def _serve_several(given: argparse.Namespace, served: Served) -> int:
    try:
        door = Door(given.host, given.port)
    except OSError as error:
        return _taken(given, error)
    context = Context(given.data_dir, audience=given.audience, clock=now)
    _say(given, context)
    context.close()
    end_when_told()
    try:
        run_workers(given.workers, door, served, now)
    except WorkersError as error:
        print(f"Stopped: {error}; the lines above say of what.", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        door.server_close()
    return 0


def _say(given: argparse.Namespace, context: Context) -> None:
    _, reason = context.reader_or_reason()
    if reason:
        print(f"No data yet: {reason}", file=sys.stderr)
    print(
        f"Dashboard on http://{_in_url(given.host)}:{given.port} (Ctrl+C stops it)",
        flush=True,
    )


def _taken(given: argparse.Namespace, error: OSError) -> int:
    return _refuse(
        f"cannot serve on {given.host} port {given.port} ({error.strerror}): choose another with --port"
    )


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refuse(message: str) -> int:
    print(f"Not started: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
