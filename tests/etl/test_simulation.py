"""Do the simulated feeds hold what their truth says, and look like the records of a town?"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import geodata
from analytics.errors import LayerError, SettingsError
from etl.simulation import Truth, simulate
from geodata.layers import Layers, load_layers
from tests.etl.simulated_files import Demo, read_demo, start_days

AS_OF = date(2025, 11, 20)
YEARS = 6


@pytest.fixture(scope="module")
def layers() -> Layers:
    return load_layers(Path(geodata.__file__).parent)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, layers: Layers) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    truth = simulate(folder, as_of=AS_OF, seed=1, layers=layers)
    return read_demo(folder, truth, layers)


def test_same_day_and_seed_give_the_same_bytes(demo: Demo, tmp_path: Path) -> None:
    simulate(tmp_path, as_of=AS_OF, seed=1, layers=demo.layers)
    names = sorted(path.name for path in demo.folder.iterdir())
    assert len(names) == 5
    for name in names:
        assert (tmp_path / name).read_bytes() == (demo.folder / name).read_bytes(), name


def test_another_seed_gives_other_incidents(demo: Demo, tmp_path: Path) -> None:
    other = simulate(tmp_path, as_of=AS_OF, seed=2, layers=demo.layers)
    assert other.feeds["robbery"] != demo.truth.feeds["robbery"]


def test_every_row_is_accepted_quarantined_or_a_duplicate(demo: Demo) -> None:
    truth = demo.truth
    assert truth.rows == truth.accepted + truth.quarantined + truth.duplicates
    for feed in truth.feeds.values():
        set_aside = sum(feed.quarantined.values()) + sum(feed.duplicates.values())
        assert feed.rows == feed.accepted + set_aside
        assert feed.accepted == sum(feed.accepted_by_offense.values())
        assert feed.accepted == feed.located + sum(feed.unlocated.values())
        assert min(feed.quarantined.values()) >= 2


def test_files_hold_the_rows_of_the_truth(demo: Demo) -> None:
    feeds = demo.truth.feeds
    broken = {name: feed.quarantined.get("wrong_field_count", 0) for name, feed in feeds.items()}
    assert len(demo.robbery) == feeds["robbery"].rows - broken["robbery"]
    assert len(demo.quality_of_life) == feeds["quality_of_life"].rows - broken["quality_of_life"]
    assert len(demo.burglary) == feeds["burglary"].rows
    assert len(demo.narcotics) == feeds["narcotics"].rows


def test_bad_rows_are_as_many_as_the_truth_says(demo: Demo) -> None:
    robbery = demo.truth.feeds["robbery"].quarantined
    assert (demo.robbery["Occurred"] == "").sum() == robbery["start_missing"]
    assert demo.robbery["Occurred"].str.startswith("00/00").sum() == robbery["start_unreadable"]
    assert (demo.robbery["Offense"] == "").sum() == robbery["offense_empty"]
    burglary = demo.truth.feeds["burglary"].quarantined
    assert (demo.burglary["Occurred From"] == "UNK DATE").sum() == burglary["start_unreadable"]
    narcotics = demo.truth.feeds["narcotics"].quarantined
    assert demo.narcotics["OCC_DATE"].isna().sum() == narcotics["start_missing"]
    assert demo.narcotics["OFFENSE"].isna().sum() == narcotics["offense_empty"]


def test_truth_can_be_read_back(demo: Demo) -> None:
    assert Truth.read(demo.folder) == demo.truth


def test_yearly_volumes_are_those_of_the_town(demo: Demo) -> None:
    truth = demo.truth.feeds
    burglaries = truth["burglary"].accepted_by_category["burglary"] / YEARS
    assert truth["robbery"].accepted / YEARS == pytest.approx(67, rel=0.15)
    assert burglaries == pytest.approx(394, rel=0.08)
    assert 350 <= truth["narcotics"].incidents / YEARS <= 500
    assert 1000 <= truth["quality_of_life"].accepted / YEARS <= 1500


def test_vehicle_break_ins_are_told_apart_in_the_text_alone(demo: Demo) -> None:
    is_vehicle = demo.burglary["Charge"].str.contains("VEHICLE|AUTO")
    assert demo.burglary["Charge"].str.contains("459").mean() > 0.99
    assert 0.35 < is_vehicle.mean() < 0.55


def test_every_day_is_covered_and_none_after_the_last(demo: Demo) -> None:
    days = pd.concat(start_days(demo, AS_OF).values())
    expected = pd.date_range(demo.truth.first_on, AS_OF)
    assert demo.truth.first_on == date(2019, 11, 21)
    assert sorted(days.unique()) == list(expected)


def test_nothing_is_reported_or_updated_after_the_last_day(demo: Demo) -> None:
    end = pd.Timestamp(AS_OF + timedelta(days=1))
    for column in ("Reported", "Last Update"):
        assert pd.to_datetime(demo.robbery[column]).max() < end
    for column in ("Reported", "Last Modified", "Occurred To"):
        assert pd.to_datetime(demo.burglary[column]).max() < end


def test_winter_is_busier_than_summer(demo: Demo) -> None:
    months = pd.concat(start_days(demo, AS_OF).values()).dt.month
    assert months.isin([1, 2, 3]).sum() > 1.15 * months.isin([7, 8, 9]).sum()


def test_some_burglaries_are_reported_weeks_later(demo: Demo) -> None:
    rows = demo.burglary[demo.burglary["Occurred From"] != "UNK DATE"]
    delay = pd.to_datetime(rows["Reported"]) - pd.to_datetime(rows["Occurred From"])
    assert delay.median() < pd.Timedelta(days=1)
    assert 0.03 < (delay > pd.Timedelta(days=14)).mean() < 0.08


def test_half_of_the_incidents_lie_on_few_blocks(demo: Demo) -> None:
    addresses = pd.concat(
        [
            demo.robbery["Block Address"],
            demo.burglary["Block Address"],
            demo.narcotics["BLOCK_ADDR"],
            demo.quality_of_life["Location"],
        ]
    )
    assert set(addresses) <= set(demo.layers.blocks["name"])
    running = addresses.value_counts().cumsum()
    blocks_with_half = (running < len(addresses) / 2).sum() + 1
    assert 0.04 <= blocks_with_half / len(demo.layers.blocks) <= 0.05
    # No single address makes the pattern.
    assert addresses.value_counts().iloc[0] < 0.02 * len(addresses)


def test_home_burglaries_follow_each_other_closely(demo: Demo) -> None:
    homes = demo.burglary[demo.burglary["Charge"].str.contains("RESID|1ST DEGREE")]
    homes = homes.drop_duplicates("Case No")
    homes = homes[(homes["Longitude"] != "") & (homes["Occurred From"] != "UNK DATE")]
    lon, lat = homes["Longitude"].astype(float), homes["Latitude"].astype(float)
    homes = homes[lon.between(-116.6, -116.46)]
    points = gpd.points_from_xy(lon[homes.index], lat[homes.index], crs="EPSG:4326").to_crs(26911)
    days = (
        pd.to_datetime(homes["Occurred From"])
        .dt.normalize()
        .to_numpy()
        .astype("datetime64[D]")
        .astype(int)
    )
    first, second = np.triu_indices(len(days), 1)
    is_near = (
        np.hypot(points.x[first] - points.x[second], points.y[first] - points.y[second]) <= 200
    )

    def close_pairs(on: np.ndarray) -> int:
        return int((is_near & (abs(on[first] - on[second]) <= 14)).sum())

    shuffle = np.random.default_rng(0)
    by_chance = [close_pairs(shuffle.permutation(days)) for _ in range(49)]
    assert close_pairs(days) > 1.5 * np.mean(by_chance)
    assert close_pairs(days) > max(by_chance)


def test_incidents_lie_in_the_built_up_area(demo: Demo) -> None:
    points = demo.quality_of_life["Lat Lon"].str.split(",", expand=True)
    lat, lon = pd.to_numeric(points[0]), pd.to_numeric(points[1])
    table = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    inside = table.within(demo.layers.built_up.union_all())
    unlocated = demo.truth.feeds["quality_of_life"].unlocated
    wrong = sum(rows for reason, rows in unlocated.items() if reason != "between_neighborhoods")
    assert (~inside).sum() == pytest.approx(
        wrong, abs=3
    )  # a repeated row may repeat its wrong place


def test_corrections_leave_an_earlier_version_in_the_export(demo: Demo) -> None:
    versions = demo.robbery.drop_duplicates().groupby("Case Number")
    twice = versions.filter(lambda rows: len(rows) == 2)
    assert len(twice) // 2 == demo.truth.feeds["robbery"].duplicates["superseded"]
    assert (twice.groupby("Case Number")["Last Update"].nunique() == 2).all()


def test_some_narcotics_incidents_have_two_offenses(demo: Demo) -> None:
    truth = demo.truth.feeds["narcotics"]
    assert 0.05 < (truth.accepted - truth.incidents) / truth.incidents < 0.2


def test_truancy_happens_on_school_days(demo: Demo) -> None:
    rows = demo.quality_of_life[demo.quality_of_life["Description"].str.startswith("TRUANT")]
    at = pd.to_datetime(rows["Date"], format="%m/%d/%Y", errors="coerce").dropna()
    at = at[at < pd.Timestamp(AS_OF)]
    assert (at.dt.day_of_week < 5).all()
    assert not at.dt.month.isin([6, 7]).any()


def test_every_row_says_that_it_is_simulated(demo: Demo) -> None:
    assert (demo.robbery["Agency"] == "SIMULATED").all()
    assert (demo.burglary["Agency"] == "SIMULATED").all()
    assert (demo.narcotics["AGENCY"] == "SIMULATED").all()
    assert (demo.quality_of_life["Source"] == "SIMULATED").all()
    assert demo.robbery["Case Number"].str.fullmatch(r"SIM-\d\d-\d{6}").all()


def test_feeds_keep_the_quirks_of_real_exports(demo: Demo) -> None:
    robbery = (demo.folder / "robbery_2025-11-20.csv").read_bytes()
    assert b"\x96" in robbery  # a dash in Windows' encoding
    assert b"\xc9" in robbery  # É
    assert robbery.count(b"\r\n") == robbery.count(b"\n")
    assert (demo.folder / "quality_of_life_2025-11-20.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    sheet = CalamineWorkbook.from_path(
        str(demo.folder / "burglary_2025-11-20.xlsx")
    ).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[3][1] == "Occurred\r\nFrom"
    assert "SIMULATED" in str(rows[0][0])
    with ZipFile(demo.folder / "burglary_2025-11-20.xlsx") as book:
        assert b"mergeCell" in book.read("xl/worksheets/sheet1.xml")


def test_asked_for_rows_are_written_to_the_row(demo: Demo, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    truth = simulate(
        tmp_path,
        as_of=AS_OF,
        seed=1,
        rows=40_000,
        layers=demo.layers,
        progress=lambda step, done, total: steps.append((step, done, total)),
    )
    assert truth.rows == 40_000
    assert truth.rows == truth.accepted + truth.quarantined + truth.duplicates
    assert truth.feeds["burglary"] == demo.truth.feeds["burglary"]
    assert truth.feeds["quality_of_life"].rows > 3 * demo.truth.feeds["quality_of_life"].rows
    lines = (tmp_path / "quality_of_life_2025-11-20.csv").read_bytes().count(b"\r\n")
    assert lines == truth.feeds["quality_of_life"].rows + 1
    assert steps[-1] == ("quality_of_life_2025-11-20.csv", 40_000, 40_000)


def test_an_export_of_an_earlier_evening_tells_of_the_same_incidents(
    demo: Demo, tmp_path: Path
) -> None:
    day, whole = date(2025, 3, 14), demo.truth
    early = simulate(tmp_path, as_of=AS_OF, seed=1, layers=demo.layers, known_until=day)
    assert early.as_of == day
    for feed, truth in early.feeds.items():
        set_aside = sum(truth.quarantined.values()) + sum(truth.duplicates.values())
        assert truth.rows == truth.accepted + set_aside
        assert truth.incidents < whole.feeds[feed].incidents
        assert truth.file == whole.feeds[feed].file.replace(f"{AS_OF}", f"{day}")
    name = "quality_of_life_{}.csv"
    lines = (tmp_path / name.format(day)).read_bytes().splitlines()
    assert {*lines} < {*(demo.folder / name.format(AS_OF)).read_bytes().splitlines()}


def test_fewer_rows_than_the_town_has_are_refused(demo: Demo, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--rows 5000"):
        simulate(tmp_path, as_of=AS_OF, seed=1, rows=5_000, layers=demo.layers)


def test_a_folder_with_feeds_of_another_day_is_refused(demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "burglary_2024-01-01.xlsx").write_bytes(b"")
    with pytest.raises(SettingsError, match="burglary_2024-01-01"):
        simulate(tmp_path, as_of=AS_OF, seed=1, layers=demo.layers)


def test_a_stopped_simulation_leaves_nothing_that_looks_whole(demo: Demo, tmp_path: Path) -> None:
    def stop(step: str, done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path, as_of=AS_OF, seed=1, layers=demo.layers, progress=stop)
    assert {path.suffix for path in tmp_path.iterdir()} == {".part"}
    assert simulate(tmp_path, as_of=date(2025, 11, 21), seed=1, layers=demo.layers).rows > 10_000


def test_layers_without_blocks_are_refused(demo: Demo, tmp_path: Path) -> None:
    bare = Layers(**{**vars(demo.layers), "blocks": None})
    with pytest.raises(LayerError, match="blocks"):
        simulate(tmp_path, as_of=AS_OF, seed=1, layers=bare)


def test_years_up_to_a_leap_day_start_the_day_after_the_last_of_february(
    layers: Layers, tmp_path: Path
) -> None:
    truth = simulate(tmp_path, as_of=date(2024, 2, 29), seed=3, years=1, layers=layers)
    assert truth.first_on == date(2023, 3, 1)
    assert 2_000 < truth.rows < 3_500
    assert all(truth.first_on <= spot.from_on < spot.until_on for spot in truth.hotspots)
