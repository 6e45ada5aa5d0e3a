"""Serve the dashboard: python -m dashboard [--host H] [--port P] [--data-dir D].

There are no logins yet, so the police audience is served to this machine only: an address that others can reach is refused.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from waitress.server import create_server

from analytics.errors import CrimeStatsError
from analytics.settings import Settings
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.gate import is_loopback

THREADS = 8


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
    given = parser.parse_args(arguments)
    if not is_loopback(given.host):
        return _refuse(
            f"{given.host} can be reached by other machines, and there are no logins yet that keep"
            " police data to the police: serve on 127.0.0.1, and use an SSH tunnel from elsewhere"
        )
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    if not 1 <= given.port <= 65535:
        return _refuse(f"port {given.port} does not exist: choose one from 1 to 65535")
    context = Context(
        given.data_dir,
        audience="police",
        clock=lambda: datetime.now(UTC),
        tile_url=settings.tile_url,
    )
    app = create_app(context)
    try:
        server = create_server(app.server, host=given.host, port=given.port, threads=THREADS)
    except OSError as error:
        return _refuse(
            f"cannot serve on {given.host} port {given.port} ({error.strerror}): choose another with --port"
        )
    _, reason = context.reader_or_reason()
    if reason:
        print(f"No data yet: {reason}", file=sys.stderr)
    print(
        f"Dashboard on http://{_in_url(given.host)}:{server.effective_port} (Ctrl+C stops it)",
        flush=True,
    )
    try:
        server.run()
    finally:
        context.close()
    return 0


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refuse(message: str) -> int:
    print(f"Not started: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
