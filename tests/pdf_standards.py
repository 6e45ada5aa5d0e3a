"""Is a PDF what it declares: PDF/UA-1 and PDF/A-2a? What can be asked of its structure, and what is wrong, in words.

Only a person can judge whether an alternative text says the right thing; that there is one, in a tree that covers all of a page,
is asked here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

HEADINGS = ("/H1", "/H2", "/H3", "/H4")
FORBIDDEN = ("/JavaScript", "/EmbeddedFiles")


def faults_of(pdf: bytes) -> list[str]:
    """List what a reader for the blind or an archive would miss."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [
            *_declared(file),
            *_fonts(file),
            *_structure(file),
            *_content(file),
        ]


def alts_of(pdf: bytes) -> list[str]:
    """Give the alternative text of every figure."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [
            str(element.get("/Alt", "")) for element in _elements(file) if element.S == "/Figure"
        ]


def _declared(file: pikepdf.Pdf) -> Iterator[str]:
    root = file.Root
    with file.open_metadata() as about:
        for name, value in (
            ("pdfuaid:part", "1"), ("pdfaid:part", "2"), ("pdfaid:conformance", "A"),
        ):  # fmt: skip
            if about.get(name) != value:
                yield f"{name} is {about.get(name)}"
        if not about.get("dc:title"):
            yield "no title"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "not marked as tagged"
    if str(root.get("/Lang", "")) != "en-US":
        yield f"the language is {root.get('/Lang')}"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the title is not shown"
    if not root.get("/OutputIntents"):
        yield "no output intent for its colors"
    names = root.get("/Names", {})
    yield from (f"holds {name}" for name in FORBIDDEN if name in names)
    if file.is_encrypted:
        yield "encrypted"


def _fonts(file: pikepdf.Pdf) -> Iterator[str]:
    found = 0
    for thing in file.objects:
        if not isinstance(thing, pikepdf.Dictionary) or thing.get("/Type") != "/FontDescriptor":
            continue
        found += 1
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(thing.keys()):
            yield f"font {thing.get('/FontName')} is not embedded"
    if not found:
        yield "no font"
    for thing in file.objects:
        if (
            isinstance(thing, pikepdf.Dictionary)
            and thing.get("/Subtype") == "/Type0"
            and "/ToUnicode" not in thing
        ):
            yield f"the text in {thing.get('/BaseFont')} cannot be read out"


def _elements(file: pikepdf.Pdf) -> Iterator[Any]:
    """Walk the structure tree, in the order of reading."""
    open_ones = [file.Root.StructTreeRoot]
    while open_ones:
        element = open_ones.pop()
        if isinstance(element, pikepdf.Array):
            open_ones.extend(reversed([*element]))
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                yield element
            if "/K" in element:
                open_ones.append(element.K)


def _structure(file: pikepdf.Pdf) -> Iterator[str]:
    if "/StructTreeRoot" not in file.Root:
        yield "no structure tree"
        return
    level = 0
    for element in _elements(file):
        kind = str(element.S)
        if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "a figure without alternative text"
        if kind in HEADINGS:
            number = int(kind[2:])
            if number > level + 1:
                yield f"a heading of level {number} after one of level {level}"
            level = number
        if kind == "/Table" and not any(str(row) for row in _kinds(element) if row == "/TH"):
            yield "a table without heads"
    if not level:
        yield "no heading"


def _kinds(element: Any) -> Iterator[str]:
    open_ones = [element.get("/K")]
    while open_ones:
        each = open_ones.pop()
        if isinstance(each, pikepdf.Array):
            open_ones.extend([*each])
        elif isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield str(each.S)
            open_ones.append(each.get("/K"))


def _content(file: pikepdf.Pdf) -> Iterator[str]:
    """Find what a page draws outside of marked content: it would be read by nobody."""
    shown = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh"}
    for number, page in enumerate(file.pages, start=1):
        if page.get("/Tabs") != "/S":
            yield f"page {number} has no order of tabs"
        depth = 0
        for _, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth += 1
            elif name == "EMC":
                depth -= 1
            elif name in shown and depth < 1:
                yield f"page {number} draws what is not marked ({name})"
                break
