"""Which California statutes does a text name, in whatever style a department writes them?

"211pc-strongarm", "PC 530.5(A)F", "11377(A)HS POSS", "(211", "664/459" and "H&S 11378" are all read. A number alone is not a
statute: without its book it counts only where exactly one book lists it, and in a description only where it opens the text,
or "ROOM 211" would be a robbery. Section 664 says that an offense was attempted, not which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_BOOKS = {"P": "PC", "H": "HS", "B": "BP", "V": "VC", "W": "WI", "E": "EC", "U": "US"}
_BOOK = (
    r"(?:C?P\.?C\.?|PENAL CODE|H\s?[&/]\s?S\.?C?|H\.S\.|HSC?|HEALTH (?:AND|&) SAFETY(?: CODE)?|B\s?[&/]\s?P\.?C?|BPC?|"
    r"C?V\.?C\.?|VEH(?:ICLE)? CODE|W\s?[&/]\s?I\.?C?|WIC?|EDC?|EC|USC?(?!\s+BANK))"
)
_STATUTE = re.compile(
    rf"(?P<before>\b{_BOOK}[\s:\-§#]*(?:SEC(?:TION)?\.?\s*)?)?"
    r"(?<![\d.$])(?P<section>\d{2,5}(?:\.\d{1,3})?(?:[A-Z](?![A-Z&]|\.C))?(?![\d.]*\.\d))"
    r"(?P<parts>(?:\s?\([A-Z0-9]{1,2}\))*)"
    rf"(?:[\s\-]*(?P<after>{_BOOK})(?![A-Z]))?",
    re.IGNORECASE,
)
_MUNICIPAL = re.compile(r"(?<![\d.])\d{1,2}\.\d{2,3}\.\d{3}(?![\d.])")
_LIST = re.compile(r"[\s/,;&+\-]*")
_ATTEMPT = re.compile(
    r"^[\s(]*664\b(?!\s+[A-Z])|(?:[/,&]\s*|\bPC\s*)664\b|\b664(?:\([A-F]\))?\s*(?:[/,&\-]|P\.?C)",
    re.IGNORECASE,
)

Listing = Mapping[str, frozenset[str]]


def read_statutes(text: str, listed: Listing, *, is_description: bool = False) -> list[str]:
    """List the statutes of a text in order, as "PC 459", "HS 11377(a)" or "PSMC 11.56.010".

    `listed` gives the books in which each section is known; a section written without its book is left without one unless
    there is exactly one. Municipal sections are of the book MC where the city's is not named. Section 664 is left out.
    """
    return [*_municipal(text), *_of_the_state(text, listed, is_description=is_description)]


def names_an_attempt(text: str) -> bool:
    """Tell whether section 664 is named, alone or paired as in 664/459; a house number 664 is not."""
    return "664" in text and _ATTEMPT.search(text) is not None


def _municipal(text: str) -> Iterator[str]:
    book = "PSMC" if "PSMC" in text.upper() else "MC"
    return (f"{book} {match.group()}" for match in _MUNICIPAL.finditer(text))


def _of_the_state(text: str, listed: Listing, *, is_description: bool) -> Iterator[str]:
    list_end = 0
    for match in _STATUTE.finditer(text):
        is_in_list = _LIST.fullmatch(text, list_end, match.start()) is not None
        book_text = match["before"] or match["after"]
        if is_description and not book_text and not is_in_list:
            continue
        list_end = match.end()
        section, parts = match["section"].lower(), re.sub(r"\s", "", match["parts"]).lower()
        if section[-1].isalpha() and section not in listed:
            section, parts = section[:-1], f"({section[-1]}){parts}"
        is_day_or_month = not book_text and len(section) < 3
        if section == "664" or is_day_or_month:
            continue
        books = {_book(book_text)} if book_text else listed.get(section, frozenset())
        yield f"{next(iter(books))} {section}{parts}" if len(books) == 1 else f"{section}{parts}"


def _book(text: str) -> str:
    letters = re.sub(r"[^A-Z]", "", text.upper())
    return _BOOKS[letters[1] if letters[0] == "C" else letters[0]]
