"""What is the stable id of a thing that has a name?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def slug(name: str) -> str:
    """Turn a name into an id of lower-case letters, digits and hyphens: warm-sands.

    Two names can share a slug ("St. Paul", "St Paul"); `unique_slugs` tells them apart.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = plain.replace("'", "").replace("&", " and ")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "unnamed"


def unique_slugs(names: Iterable[str]) -> list[str]:
    """Turn names into ids, with -2, -3 … where an earlier name took the id."""
    taken: set[str] = set()
    slugs = []
    for name in names:
        base = candidate = slug(name)
        number = 2
        while candidate in taken:
            candidate = f"{base}-{number}"
            number += 1
        taken.add(candidate)
        slugs.append(candidate)
    return slugs
