"""A shape drawn on the map comes back from its link, lies where it was drawn, and is refused where it is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from analytics.drawn_area import MOST_CORNERS, WIDEST_M, DrawnArea, polygon_of, squares_of
from analytics.errors import SelectionError
from tests.analytics.store.selections import areas

CRS = "EPSG:26911"
SMALL = settings(max_examples=100)
AREAS = areas(-116.6, 33.7, -116.4, 33.9)


@SMALL
@given(area=AREAS)
def test_shape_comes_back_from_the_text_of_a_link(area: DrawnArea) -> None:
    assert DrawnArea.read(area.text) == area
    assert DrawnArea.read(area.text).text == area.text


@SMALL
@given(area=AREAS)
def test_shape_in_meters_has_the_size_that_it_has_on_the_ground(area: DrawnArea) -> None:
    on_ground, _ = Geod(ellps="WGS84").geometry_area_perimeter(
        shapely.segmentize(area.outline(), 0.001).normalize()
    )
    assert area.in_meters(CRS).area == pytest.approx(abs(on_ground), rel=0.002)


def test_squares_come_back_from_a_link_and_are_those_of_the_grid() -> None:
    columns, rows = np.array([7, 5, 6, 8, 5]), np.array([1, 1, 1, 4, 2])
    area = squares_of(columns, rows, 150.0)
    assert DrawnArea.read(area.text) == area
    assert area.label() == "patch of 5 squares of 150 m"
    shape = area.in_meters(CRS)
    assert shape.area == 5 * 150.0**2
    middles = shapely.points((columns + 0.5) * 150, (rows + 0.5) * 150)
    assert shapely.intersects(shape, middles).all()
    assert not shapely.intersects_xy(shape, 8.5 * 150, 1.5 * 150)


@pytest.mark.parametrize(
    "text",
    [
        "squares:150,1,1",
        "squares:0,1,1,0,0,1",
        "squares:150,1,1,0,0,0",
        "squares:150,1,1,0,-1,1",
        "squares:150,1,1,0,0,1.5",
        "squares:150,1,1,0,0,400",
        f"squares:150,1,1,{','.join(['0,0,1'] * 401)}",
    ],
)
def test_squares_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SelectionError, match="squares"):
        DrawnArea.read(text)


def test_squares_far_from_where_their_crs_holds_have_no_outline() -> None:
    far = DrawnArea.read("squares:50000,999999,999999,0,0,1")
    assert far.outline(CRS).is_empty


@pytest.mark.parametrize("radius_m", [1.0, 400.0, 5_000.0, 50_000.0])
def test_circle_is_one_on_the_ground(radius_m: float) -> None:
    circle = DrawnArea("circle", (-116.54, 33.83, radius_m))
    lons, lats = circle.outline().exterior.xy
    count = len(lons)
    _, _, away_m = Geod(ellps="WGS84").inv([-116.54] * count, [33.83] * count, lons, lats)
    assert away_m == pytest.approx([radius_m] * count, rel=1e-6)


def test_long_side_stays_straight_in_degrees() -> None:
    box = DrawnArea("box", (-117.5, 33.0, -115.5, 34.0))
    plain = shapely.transform(box.outline(), lambda points: points)
    assert len(box.in_meters(CRS).exterior.coords) > 5 * len(plain.exterior.coords)


@pytest.mark.parametrize(
    ("kind", "numbers", "said"),
    [
        ("box", (-116.5, 33.8, -116.6, 33.9), "smaller ones first"),
        ("box", (-116.6, 33.8, -116.5), "west,south,east,north"),
        ("box", (-116.6, 33.8, -116.6, 33.9), "smaller ones first"),
        ("box", (-190.0, 33.8, -116.6, 33.9), "longitudes up to 180"),
        ("circle", (-116.5, 33.8, 0.0), "radius up to"),
        ("circle", (-116.5, 33.8, -5.0), "radius up to"),
        ("circle", (-116.5, 33.8, WIDEST_M + 1.0), "radius up to"),
        ("circle", (-116.5, 88.0, 10.0), "latitudes up to 85"),
        ("circle", (-116.5, 33.8, math.nan), "a shape is written as"),
        ("box", (-math.inf, 33.8, -116.6, 33.9), "a shape is written as"),
        ("polygon", (0.0, 0.0, 1.0, 1.0), "3 to 60 corners"),
        ("polygon", (0.0, 0.0, 1.0, 1.0, 2.0, 0.0, 1.0), "3 to 60 corners"),
        ("polygon", (0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0), "may not cross"),
        ("polygon", (0.0, 0.0, 1.0, 1.0, 2.0, 2.0), "may not cross"),
    ],
)
def test_what_is_no_shape_is_refused(kind: str, numbers: tuple[float, ...], said: str) -> None:
    with pytest.raises(SelectionError, match=said):
        DrawnArea(kind, numbers)  # type: ignore[arg-type]


def test_shape_of_too_many_corners_is_refused() -> None:
    turns = [2 * math.pi * corner / (MOST_CORNERS + 1) for corner in range(MOST_CORNERS + 1)]
    corners = [(math.cos(turn), math.sin(turn)) for turn in turns]
    assert polygon_of(corners[:-1]).label() == "drawn shape of 60 corners"
    with pytest.raises(SelectionError, match="3 to 60 corners"):
        polygon_of(corners)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "box",
            "box:",
            "box:1,2,3",
            "box:1,2,3,x",
            "disc:1,2,3",
            "circle:1,2,1e3",
            "circle:1,2,3,",
        ),
        *(
            "circle: 1,2,3",
            "circle:1,2,3:4",
            "circle:1,2,nan",
            "polygon:1,2",
            "circle:1111111,2,3",
            "BOX:1,2,3,4",
        ),
    ],
)
def test_text_that_is_no_shape_is_refused(text: str) -> None:
    with pytest.raises(SelectionError):
        DrawnArea.read(text)


@SMALL
@given(
    text=st.text(max_size=60)
    | st.from_regex(r"(box|circle|polygon):[-0-9.,e]{0,40}", fullmatch=True)
)
def test_any_text_is_a_shape_or_refused_in_words(text: str) -> None:
    try:
        area = DrawnArea.read(text)
    except SelectionError:
        return
    assert area.outline().is_valid


def test_corners_from_the_map_may_close_the_ring_and_repeat_themselves() -> None:
    square = [(-116.55, 33.82), (-116.54, 33.82), (-116.54, 33.83)]
    doubled = [square[0], square[0], *square[1:], square[2], square[0]]
    assert polygon_of(doubled) == polygon_of(square)
    assert polygon_of(square).text == "polygon:-116.55,33.82,-116.54,33.82,-116.54,33.83"


def test_shapes_are_named_for_readers() -> None:
    assert DrawnArea("circle", (-116.54, 33.83, 1_400.0)).label() == "circle of 1,400 m"
    assert DrawnArea("box", (-116.55, 33.82, -116.54, 33.83)).label() == "drawn box"
