"""Five hundred broken files, twenty-five for each way of breaking: each is read to the row, or refused by its name."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import geopandas as gpd
import pytest
import xlsxwriter

from analytics.errors import FeedError
from etl.feeds.feed import Feed
from etl.feeds.sandbox import Sandbox
from tests.etl.feeds.feed_files import HEADER, lines, make_feed

FILES_EACH = 25
ROWS = [[str(number), f"{number % 700:04}", "2025-01-01 13:30"] for number in range(60)]

Files = dict[str, bytes]
Damage = Callable[[Random, str, bytes], tuple[str, bytes]]


def _zipped(parts: Files) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _unzipped(content: bytes) -> Files:
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _workbook(*, corner: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([HEADER, *ROWS]):
            sheet.write_row(place, 0, row)
        if corner:
            sheet.write(corner, "x")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Give a file of each kind before it is broken."""
    folder = tmp_path_factory.mktemp("whole")
    records = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    point = {"type": "Point", "coordinates": [-116.5, 33.8]}
    geojson = {"features": [{"properties": row, "geometry": point} for row in records]}
    esri = {"features": [{"attributes": row, "geometry": {"x": 1, "y": 2}} for row in records]}
    table = gpd.GeoDataFrame(records, geometry=gpd.points_from_xy([1] * 60, [2] * 60), crs=4326)
    table.to_file(folder / "f.gpkg")
    table.rename(columns={"Occurred From": "Occurred F"}).to_file(folder / "f.shp")
    shapefile = {path.name: path.read_bytes() for path in folder.glob("f.[sdcp][hbpr]?")}
    text = lines([HEADER, *ROWS], ",", "\r\n")
    quoted = lines([[f'"{cell}é"' for cell in row] for row in ROWS], ";", "\n")
    return {
        "f.csv": text.encode(),
        "quoted.csv": (";".join(HEADER) + "\n" + quoted).encode("cp1252"),
        "wide.csv": text.encode("utf-16"),
        "f.xlsx": _workbook(),
        "f.geojson": json.dumps(geojson).encode(),
        "esri.json": json.dumps(esri).encode(),
        "records.json": json.dumps(records).encode(),
        "f.gpkg": (folder / "f.gpkg").read_bytes(),
        "shapefile.zip": _zipped(shapefile),
        "f.zip": _zipped({"f.csv": text.encode(), "f.json": json.dumps(records).encode()}),
        "f.csv.gz": gzip.compress(text.encode()),
    }


def _end_lost(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, content[: random.randrange(len(content))]


def _start_lost(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, content[random.randrange(1, 200) :]


def _bits_flipped(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    flipped = bytearray(content)
    for _ in range(random.randrange(1, 20)):
        flipped[random.randrange(len(flipped))] ^= 1 << random.randrange(8)
    return name, bytes(flipped)


def _replaced(random: Random, content: bytes, with_bytes: bytes, instead_of: int) -> bytes:
    place = random.randrange(len(content))
    return content[:place] + with_bytes + content[place + instead_of :]


def _zeros_within(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    count = random.randrange(1, 600)
    return name, _replaced(random, content, bytes(count), count)


def _noise_within(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    count = random.randrange(1, 600)
    return name, _replaced(random, content, random.randbytes(count), count)


def _part_repeated(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    start = random.randrange(len(content))
    return name, _replaced(random, content, content[start : start + 500], 0)


def _part_lost(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, _replaced(random, content, b"", random.randrange(1, 600))


def _nul_within(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, _replaced(random, content, b"\0", 0)


def _wrong_ending(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    endings = [".csv", ".xlsx", ".json", ".geojson", ".gpkg", ".shp", ".zip", ".gz", ".pdf", ""]
    return name.split(".")[0] + random.choice(endings), content


def _blank(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, random.choice([b"", b"\n", b" ", b"\r\n" * 99, b"\xef\xbb\xbf", b"\xff\xfe", b","])


def _noise(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, content[: random.choice([0, 2, 4, 16])] + random.randbytes(random.randrange(5000))


def _huge_field(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, _replaced(random, content, b"x" * random.choice([300_000, 5 << 20]), 0)


def _open_quote(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, _replaced(random, content, b'"', 0)


def _mixed_delimiters(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, re.sub(b"[,;]", lambda _: random.choice([b",", b",", b";", b"\t", b"|"]), content)


def _mixed_line_ends(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    return name, re.sub(b"\r?\n", lambda _: random.choice([b"\r", b"\n", b"\r\n"]), content)


def _deep_json(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    opening, closing = random.choice([(b"[", b"]"), (b'{"a":', b"}"), (b'[{"features":', b"}]")])
    depth = random.choice([5, 50, 99, 101, 1000, 300_000])
    whole = opening * depth + b"1" + closing * random.choice([depth, depth - 1])
    outside = random.choice([b"%s", b'[{"Case No": %s}]', b'{"features": [{"attributes": %s}]}'])
    return "deep.json", outside % whole


def _wrong_types(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    def odd(level: int = 0) -> object:
        simple = [None, True, 0, -1, 1e308, 10**30, "", "x", "é\n", [], {}, [0, 0], {"x": "y"}]
        keys = ["features", "attributes", "properties", "geometry", "coordinates", "x", "crs",
                "type", "error", "spatialReference", "wkid", "name", "Case No"]  # fmt: skip
        if level > 4 or random.random() < 0.3:
            return random.choice(simple)
        if random.random() < 0.4:
            return [odd(level + 1) for _ in range(random.randrange(4))]
        return {random.choice(keys): odd(level + 1) for _ in range(random.randrange(5))}

    features = [{"attributes": odd(1), "geometry": odd(1)}, {"properties": odd(1)}, odd()]
    document = random.choice([odd(), {"features": features, "crs": odd()}, [odd(1), odd(1)]])
    return "odd.json", json.dumps(document).encode()


def _broken_archive(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    packed = bytearray(_zipped({"f.csv": content, "b.csv": b"x"}))
    directory = packed.index(b"PK\x01\x02")
    kind = random.randrange(6)
    if kind == 0:
        packed[6] |= 1
        packed[directory + 8] |= 1
    elif kind == 1:
        # The declared size of the first member.
        packed[directory + 24 : directory + 28] = random.randbytes(4)
    elif kind == 2:
        return "in.zip", _zipped({random.choice(["f.zip", "f.csv"]): bytes(packed)})
    elif kind == 3:
        return "twice.csv.gz", gzip.compress(gzip.compress(content))
    elif kind == 4:
        return "cut.csv.gz", gzip.compress(content)[: -random.randrange(1, 40)]
    else:
        packed[directory + 10] = random.randrange(100)
    return "broken.zip", bytes(packed)


def _broken_workbook(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    if random.random() < 0.15:
        return "corner.xlsx", _workbook(corner=random.choice(["XFD1048576", "XFD60", "A1048576"]))
    parts = _unzipped(_workbook())
    broken = random.choice([part for part in parts if "sheet" in part or "shared" in part])
    damage = random.choice([_end_lost, _bits_flipped, _part_repeated, _part_lost, _noise_within])
    parts[broken] = damage(random, "", parts[broken])[1]
    if random.random() < 0.1:
        del parts[random.choice([*parts])]
    return "broken.xlsx", _zipped(parts)


def _broken_shapefile(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    parts = _unzipped(content)
    broken = random.choice([*parts])
    damage = random.choice([_end_lost, _bits_flipped, _zeros_within, _part_lost])
    parts[broken] = damage(random, "", parts[broken])[1]
    if random.random() < 0.3:
        del parts[random.choice([*parts])]
    return "shapefile.zip", _zipped(parts)


DAMAGES: list[Damage] = [
    _end_lost, _start_lost, _bits_flipped, _zeros_within, _noise_within, _part_repeated, _part_lost,
    _nul_within, _wrong_ending, _blank, _noise, _huge_field, _open_quote, _mixed_delimiters,
    _mixed_line_ends, _deep_json, _wrong_types, _broken_archive, _broken_workbook, _broken_shapefile,
]  # fmt: skip


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("work")) as sandbox:
        yield sandbox


def _read_or_refused(sandbox: Sandbox, feed: Feed, path: Path) -> dict[str, list[int]] | str:
    """Give the numbers of the rows of each file that was read, set aside or not; the reason where it was refused."""
    numbers: dict[str, list[int]] = {}
    try:
        for chunk in sandbox.read(feed, path, path.name):
            assert chunk.table.num_rows == len(chunk.rows)
            assert all(column.null_count == 0 for column in chunk.table.columns)
            assert {str(kind) for kind in chunk.table.schema.types} <= {"string"}
            found = numbers.setdefault(chunk.source_file, [])
            found += [*map(int, chunk.rows), *(number for number, _, _ in chunk.malformed)]
    except FeedError as error:
        return str(error)
    return numbers


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_broken_file_is_read_to_the_row_or_refused_by_name(
    tmp_path: Path, sandbox: Sandbox, whole: Files, damage: Damage
) -> None:
    feed = make_feed(tmp_path, columns='optional = ["occurred_from"]')
    kinds = ["shapefile.zip"] if damage is _broken_shapefile else [*whole]
    for seed in range(FILES_EACH):
        kind = kinds[seed % len(kinds)]
        name, content = damage(Random(seed), kind, whole[kind])
        path = tmp_path / name
        path.write_bytes(content)
        numbers = _read_or_refused(sandbox, feed, path)
        if isinstance(numbers, str):
            assert numbers.startswith(name), seed
            continue
        for found in numbers.values():
            assert sorted(found) == [*range(1, len(found) + 1)], (seed, name)
        if kind == name == "f.csv" and b'"' not in content:
            received = [line for line in re.split(rb"\r\n|\r|\n", content) if line]
            assert len(numbers["f.csv"]) == len(received) - 1, (seed, name)


def test_five_hundred_files_are_broken() -> None:
    assert len({*DAMAGES}) * FILES_EACH == 500


def test_whole_files_are_all_read(tmp_path: Path, sandbox: Sandbox, whole: Files) -> None:
    feed = make_feed(tmp_path)
    for name, content in whole.items():
        (tmp_path / name).write_bytes(content)
        numbers = _read_or_refused(sandbox, feed, tmp_path / name)
        assert isinstance(numbers, dict), numbers
        assert all(found == [*range(1, 61)] for found in numbers.values()), name
        assert sum(map(len, numbers.values())) == (120 if name == "f.zip" else 60)
