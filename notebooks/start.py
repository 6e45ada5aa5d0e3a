"""Where do the packages and the data lie? One folder above the notebooks, which start in their own."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def here() -> None:
    """Go to the project's folder, so that `analytics` and the folder `data` are found."""
    root = str(Path(__file__).resolve().parents[1])
    os.chdir(root)
    if root not in sys.path:
        sys.path.insert(0, root)
