"""A feed definition is read whole, or refused with the key that is wrong."""

from pathlib import Path

import pytest

from analytics.errors import FeedError
from etl.feeds.definition import load_feed, load_feeds
from etl.feeds.feed import Feed

SHIPPED = sorted(Path("etl/feeds").rglob("*.toml"))
GOOD = """
feed = "f"
title = "F"
place = "Town"
time_zone = "America/Los_Angeles"
[columns]
offense_code = "Charge"
occurred_from = {date = "Day", time = "Clock"}
[offense]
system = "ca_statute"
"""


def _load(folder: Path, text: str) -> Feed:
    path = folder / "f.toml"
    path.write_text(text, encoding="utf-8")
    return load_feed(path)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_definition_can_be_read(path: Path) -> None:
    assert load_feed(path).feed == path.stem


def test_time_in_two_columns_keeps_both(tmp_path: Path) -> None:
    feed = _load(tmp_path, GOOD)
    assert feed.columns["occurred_from"] == ("Day",)
    assert feed.columns["occurred_from.time"] == ("Clock",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("feed =", "fed ="), "unknown key fed"),
        (('"America/Los_Angeles"', '"Pacific"'), "IANA name"),
        (('system = "ca_statute"', 'system = "penal"'), "name the code system"),
        (('offense_code = "Charge"', 'charge = "Charge"'), "unknown key charge"),
        (('offense_code = "Charge"\n', ""), "columns.offense_code is missing"),
        (("[offense]", "[offense.map]\nX = 'theft_of_time'\n[offense]"), "theft_of_time"),
        (
            ("[offense]", "[identity]\nkey = ['incident_id']\n[offense]"),
            "incident_id, which has no column",
        ),
        (('offense_code = "Charge"', 'offense_code = "Charge"\nlon = "X"\ny = "Y"'), "not mixed"),
        (("[offense]", "[source]\nformat = 'docx'\n[offense]"), "docx"),
        (('title = "F"', "title = F"), "not a TOML file"),
        (('title = "F"', "title = 5"), "title is 5: it needs a text"),
        (
            ('title = "F"', 'title = "F"\nsettling_days = "21"'),
            "settling_days is '21': it needs a whole number",
        ),
        (('title = "F"', 'title = "F"\ncovers_from = "2015-01-01"'), "it needs a day"),
        (('feed = "f"', 'feed = "../../f"'), "since it names a folder"),
        (('offense_code = "Charge"', "offense_code = 5"), "columns.offense_code is 5"),
        (("[offense]", "[time]\nformats = ['%Q']\n[offense]"), "'%Q' is no format"),
        (("[offense]", "[source]\nencoding = 'latin9x'\n[offense]"), "unknown encoding"),
        (("[offense]", "[source]\ndelimiter = '||'\n[offense]"), "needs one character"),
    ],
)
def test_a_wrong_definition_is_refused_with_what_is_wrong(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    with pytest.raises(FeedError, match=message):
        _load(tmp_path, GOOD.replace(*change))


def test_one_run_is_about_one_place(tmp_path: Path) -> None:
    for name, place in (("a", "Town"), ("b", "Village")):
        text = GOOD.replace('feed = "f"', f'feed = "{name}"').replace("Town", place)
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FeedError, match="one run is about one place"):
        load_feeds([tmp_path / "a.toml", tmp_path / "b.toml"])


def test_two_definitions_may_not_share_an_id(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(FeedError, match="rename one"):
        load_feeds([tmp_path / "a.toml", tmp_path / "b.toml"])


def test_one_word_where_a_list_may_stand_is_a_list_of_one(tmp_path: Path) -> None:
    text = (
        GOOD
        + """[found_by]
column = "Source"
officer = "Patrol"
[time]
formats = "%m/%d/%Y"
"""
    )
    feed = _load(tmp_path, text)
    assert feed.found_by is not None
    assert feed.found_by.officer == ("Patrol",)
    assert feed.time_formats == ("%m/%d/%Y",)


def test_folder_in_place_of_a_definition_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="cannot be read as a feed definition"):
        load_feed(tmp_path)


def test_all_that_is_missing_is_said_at_once_with_an_example(tmp_path: Path) -> None:
    missing = r'place is missing: .* place = "Springfield, California"; time_zone is missing: '
    lines = [line for line in GOOD.splitlines() if not line.startswith(("place", "time_zone"))]
    with pytest.raises(FeedError, match=missing):
        _load(tmp_path, "\n".join(lines))


def test_key_may_name_a_column_beside_the_roles(tmp_path: Path) -> None:
    feed = _load(tmp_path, GOOD.replace("[offense]", "[identity]\nkey = ['Line']\n[offense]"))
    assert feed.identity.key == feed.columns_beside_roles == ("Line",)
