"""Pictures of every page for people to look at: python -m tests.dashboard.screenshots FOLDER --data-dir DIR.

Each page in five sizes, light and dark, to its full height: the layers of the map and the states that a reader seldom sees, too.
They show the data in service on the day on which these end, or a demo of its own where there are none. `--audience public`
pictures the pages of the public instead.

What the console says, what leaves the machine and a page that is wider than its window is printed, and the exit code is then 1.
`--only trends,phone` keeps to the pages, sizes and schemes that it names; given twice, to those that both name.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from analytics.audiences import Audience
from analytics.settings import Settings
from analytics.store import current_snapshot
from dashboard.context import Context, Reader
from dashboard.page_keys import LAYERS
from dashboard.public import site as public_site
from dashboard.public.counted import cube_of
from dashboard.shell import PAGES
from dashboard.urlstate import DEFAULTS
from etl.__main__ import main as etl_main
from tests.browser import chromium, find_chromium
from tests.dashboard.served import open_context, serve, settle

SIZES = {
    "small-phone": (360, 740),
    "phone": (390, 844),
    "laptop": (1280, 720),
    "desk": (1920, 1080),
    "wall": (3840, 2160),
}
# A deck of the public that nobody wrote records for has as many slides; a link beyond the last one shows that.
MOST_SLIDES = 6
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pictures(reader: Reader) -> dict[str, str]:
    """Name the links that are pictured: all pages, all layers, and the states in which there is little to show."""
    counts = reader.count(reader.view("/", "?offense=all&period=52w").selection)
    by_place = counts.set_index("neighborhood_id")["incidents"]
    places = sorted(reader.names, key=lambda place: by_place.get(place, 0))
    west, south, east, north = reader.neighborhoods.to_crs("EPSG:4326").total_bounds
    middle = f"{(west + east) / 2:.4f},{(south + north) / 2:.4f}"
    narrowed = f"area=circle:{middle},2500&hour=fri-22,fri-23,sat-0&period=52w"
    # The quietest place on a single day.
    day = reader.coverage.first_on
    empty = f"?period={day}..{day}&neighborhood={places[0]}"
    nothing = "?period=2001-01-01..2001-01-02&neighborhood=nowhere&offense=jaywalking&layer=none"
    return {
        **{path.strip("/") or "overview": path for path in PAGES},
        **{f"hotspots-{layer}": f"/hotspots?layer={layer}" for layer in [*LAYERS][1:]},
        "neighborhood-chosen": f"/neighborhood?neighborhood={places[-1]}",
        "overview-chosen": f"/?neighborhood={places[-1]}",
        "overview-narrowed": f"/?{narrowed}",
        "hotspots-narrowed": f"/hotspots?{narrowed}",
        "rhythms-narrowed": f"/rhythms?{narrowed}",
        "incidents-none": "/incidents?q=nothing-like-this",
        "overview-not-understood": f"/{nothing}",
        **{f"{path.strip('/') or 'overview'}-empty": path + empty for path in DEFAULTS},
        "missing": "/no-such-page",
    }


def public_pictures(reader: Reader) -> dict[str, str]:
    """Name the links of the public that are pictured: all pages, those of one neighborhood, each slide, what is left out."""
    cube = cube_of(reader)
    busiest = max(reader.names, key=lambda place: cube.series(cube.kinds, place).sum())
    chosen = f"?neighborhood={busiest}"
    return {
        **{f"public-{path.strip('/') or 'overview'}": path for path in public_site.PAGES},
        **{f"public-{path.strip('/')}-chosen": path + chosen for path in public_site.OF_A_PLACE},
        **{
            f"public-slide-{number}": f"/present{chosen}#{number}"
            for number in range(2, MOST_SLIDES + 1)
        },
        "public-not-offered": "/?period=2025-01-01..2025-01-02&offense=assault&hour=fri-22",
        "public-of-the-police": "/incidents",
    }


@contextmanager
def looked_at(data_dir: Path, audience: Audience = "police") -> Iterator[Context]:
    """Give the context of the data in service, or of a demo where there are none, on the day on which they end."""
    with tempfile.TemporaryDirectory() as own:
        if current_snapshot(data_dir) is None:
            print(f"No data in {data_dir}: making a demo ...", flush=True)
            data_dir = Path(own)
            if etl_main(["demo", "--data-dir", own]):
                raise SystemExit("the demo could not be made")
        context = Context(data_dir, audience=audience, clock=lambda: datetime.now(UTC))
        last = context.reader().coverage.data_as_of
        context.clock = lambda: datetime.combine(last, time(20), UTC)
        yield context
        context.close()


def take(
    browser: Browser, address: str, links: dict[str, str], folder: Path, only: list[set[str]]
) -> list[str]:
    """Take the pictures that are wanted, and give what was wrong with the pages."""
    faults = []
    for scheme in SCHEMES:
        for size, (width, height) in SIZES.items():
            wanted = {
                name: link
                for name, link in links.items()
                if all(choice & {name, size, scheme} for choice in only)
            }
            if not wanted:
                continue
            window, watch = open_context(browser, width=width, height=height, scheme=scheme)
            for name, link in wanted.items():
                page = window.new_page()
                answered = page.goto(address + link)
                settle(page)
                page.screenshot(path=folder / f"{name}_{size}_{scheme}.png", full_page=True)
                if (wider := page.evaluate(WIDER)) > 0:
                    watch.faults.append(f"wider than the window by {wider} px")
                # That there is no such page is what the console of the page that says so notes.
                is_missing = answered is not None and answered.status == 404
                faults += [
                    f"{name} {size} {scheme}: {fault}"
                    for fault in watch.take()
                    if not (is_missing and "404" in fault)
                ]
                page.close()
            window.close()
            print(f"{size} {scheme}: {len(wanted)} pictures", flush=True)
    return faults


def main() -> int:
    """Take the pictures; 1 where a page was not clean."""
    parser = argparse.ArgumentParser(prog="python -m tests.dashboard.screenshots")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("screenshots"))
    parser.add_argument("--data-dir", type=Path, default=Settings.from_env().data_dir)
    parser.add_argument("--audience", choices=("police", "public"), default="police")
    parser.add_argument("--only", action="append", default=[], help="names, separated by commas")
    given = parser.parse_args()
    executable = find_chromium()
    if executable is None:
        raise SystemExit("no Chrome or Chromium found: python -m tests.browser installs one")
    given.folder.mkdir(parents=True, exist_ok=True)
    only = [set(words.split(",")) for words in given.only]
    with looked_at(given.data_dir, given.audience) as context, serve(context) as address:
        named = public_pictures if given.audience == "public" else pictures
        links = named(context.reader())
        with chromium(executable) as browser:
            faults = take(browser, address, links, given.folder, only)
    print(*faults, f"Pictures are in {given.folder}.", sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
