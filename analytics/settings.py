"""Where do data, address and appearance come from? From CRIME_* variables, read once.

A setting that is misspelled in the environment is silently ignored by every program on earth; this one names unknown
CRIME_* variables instead, because a data folder that was meant but not read shows the wrong city's numbers.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analytics.errors import SettingsError

KNOWN = {
    "CRIME_DATA_DIR": "folder of snapshots, raw copies and fetched layers (default: data)",
    "CRIME_HOST": "address to serve on (default: 127.0.0.1)",
    "CRIME_PORT": "port to serve on (default: 8050)",
    "CRIME_WORKERS": "processes that answer pages, 1 to 16 (default: 1)",
    "CRIME_DATABASE_URL": "database of meetings and problems, sqlite:///… or postgresql://… (default: in the data folder)",
    "CRIME_TILE_URL": "an agency's own map tiles, https://…/{z}/{x}/{y}.png (default: none)",
    "CRIME_SOCRATA_APP_TOKEN": "app token of Socrata, which SODA 3 asks for (default: none)",
    "CRIME_ARCGIS_TOKEN": "token for ArcGIS layers that are not public; sent to every ArcGIS feed (default: none)",
    "CRIME_SMTP_PASSWORD": "password of the user that mails reports, see analytics/report/delivery/schedule.py (default: none)",
    "CRIME_CHROMIUM": "path of Chrome or Chromium for the browser tests (default: looked for)",
}

MOST_WORKERS = 16
# Beside the snapshots, where no database is set.
RECORDS_FILE = "decisions.sqlite"


@dataclass(frozen=True)
class Settings:
    """Every setting, with its default; tokens stay out of what is printed."""

    data_dir: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 1
    database_url: str | None = field(default=None, repr=False)
    tile_url: str | None = None
    socrata_app_token: str | None = field(default=None, repr=False)
    arcgis_token: str | None = field(default=None, repr=False)
    smtp_password: str | None = field(default=None, repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from the environment.

        Raises SettingsError for an unknown CRIME_* variable, for a port that is not a number from 1 to 65535, and for
        workers that are not from 1 to 16.
        """
        env = os.environ if environ is None else environ
        unknown = sorted(name for name in env if name.startswith("CRIME_") and name not in KNOWN)
        if unknown:
            known = ", ".join(sorted(KNOWN))
            raise SettingsError(
                f"unknown setting {', '.join(unknown)}: remove it, or use one of {known}"
            )
        port = _whole_number(env, "CRIME_PORT", 8050, most=65535)
        workers = _whole_number(env, "CRIME_WORKERS", 1, most=MOST_WORKERS)
        return cls(
            data_dir=Path(env.get("CRIME_DATA_DIR") or "data"),
            host=env.get("CRIME_HOST") or "127.0.0.1",
            port=port,
            workers=workers,
            database_url=env.get("CRIME_DATABASE_URL") or None,
            tile_url=env.get("CRIME_TILE_URL") or None,
            socrata_app_token=env.get("CRIME_SOCRATA_APP_TOKEN") or None,
            arcgis_token=env.get("CRIME_ARCGIS_TOKEN") or None,
            smtp_password=env.get("CRIME_SMTP_PASSWORD") or None,
        )


def data_dir_option(data_dir: Path) -> str:
    """Write what a command has to be told so that it finds a data folder; empty for the one that it takes by itself."""
    is_told = data_dir != Settings().data_dir
    return f" --data-dir {shlex.quote(str(data_dir))}" if is_told else ""


def _whole_number(env: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    text = env.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise SettingsError(f"{name} is {text!r}: set it to a number from 1 to {most}")
    return int(text)
