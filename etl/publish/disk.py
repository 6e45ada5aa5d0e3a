"""How does a file come to disk whole or not at all, and stay there when the power fails?"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any


def keep(draft: Path, target: Path) -> Path:
    """Move a finished file to its place and see it on disk."""
    sync(draft)
    os.replace(draft, target)
    _sync_folder(target.parent)
    return target


def remove(path: Path) -> None:
    """Remove a file or folder."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    # On Windows a file that a reader has open stays until the next run.
    with suppress(PermissionError):
        path.unlink(missing_ok=True)


def write_whole(path: Path, content: dict[str, Any]) -> None:
    """Write a file of JSON as a whole or not at all, and see it on disk."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(json.dumps(content) + "\n", encoding="utf-8")
    sync(draft)
    os.replace(draft, path)
    _sync_folder(path.parent)


def sync(path: Path) -> None:
    """Wait until what was written of a file so far is on disk."""
    # Windows only syncs a file that is open for writing.
    with open(path, "r+b") as file:
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    # Windows has no directories to sync.
    if os.name == "posix":
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
