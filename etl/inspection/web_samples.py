"""Which rows of a web address does an inspection look at: those of a file, or some of a service's?

A file is fetched whole, for its first rows alone say where a workbook has its sheets and an archive its files. Of a service some
thousand rows are asked for and what it says of its columns; a column that is empty in them may be full in others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analytics.settings import Settings
from etl.feeds.download import download
from etl.feeds.feed import Source
from etl.feeds.files import read_file
from etl.feeds.first_rows import FirstRows, fetch_first_rows
from etl.inspection.names import meanings_of
from etl.inspection.sample import NO_NAME, Reader, Sample, probe, sample_file, sample_of

Sampler = Callable[[Mapping[str, str], str], Sample]
UPDATED = ":updated_at"
_POINT = ["geometry.x", "geometry.y"]


def sample_address(
    source: Mapping[str, str],
    address: str,
    *,
    settings: Settings | None = None,
    read: Reader = read_file,
) -> Sample:
    """Take rows of an address: of the service that `source` names, or of a plain file where it is empty.

    Raises FeedError, saying what to do, where there are none.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        if not source:
            sample = sample_file(download(address, folder), read=read)
            sample.notes += (
                "a run reads files from a folder: put there what is published at the address",
            )
            return sample
        given: dict[str, Any] = dict(source)
        service = Source(**given)
        first = fetch_first_rows(service, folder, settings=settings or Settings())
        # The rows of Socrata are a file of records; as a transport's they would be given the columns of a definition.
        pages = (
            Source(format="records")
            if service.transport == "socrata"
            else Source(transport="arcgis", format="esrijson")
        )
        feed = probe({"any": (NO_NAME,)}, pages)
        chunks = (chunk for path in first.files for chunk in read(feed, path, path.name))
        sample = sample_of(chunks, first.title or source.get("dataset") or "layer")
    return _described(sample, first)


def _described(sample: Sample, first: FirstRows) -> Sample:
    """Add what the service says, and the columns that are empty in all the rows looked at."""
    table = sample.table
    own = [name for name in first.columns if not name.startswith(":")]
    columns = map(str, table.columns)
    strange = [name for name in columns if name not in (*own, *_POINT) and name[:1] != ":"]
    kept = [*own, *strange]
    given = [name for name in kept if name in table and (table[name] != "").any()]
    if not any(meaning.role == "updated" for name in given for meaning in meanings_of(name)[:1]):
        kept += [name for name in (UPDATED,) if name in table]
    kept += [name for name in _POINT if name in table and (table[name] != "").any()]
    sample.table = table.reindex(columns=kept, fill_value="")
    sample.is_whole = first.total is not None and len(table) >= first.total
    sample.types = {name: kind for name, kind in first.columns.items() if kind}
    sample.dates_zone = first.dates_zone
    sample.notes += first.notes
    if not sample.is_whole:
        total = "" if first.total is None else f" of {first.total:,}"
        sample.notes += (f"{len(table):,}{total} rows of the service were looked at",)
    return sample
