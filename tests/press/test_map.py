"""The map of districts: outlines from a file of boundaries, small, and nothing said by colour alone."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from ssos_analysis.errors import SourceError
from ssos_analysis.press.known import FLAGGED, WITH_SCHOOLS, KnownDistrict, KnownState
from ssos_analysis.press.map_page import drawing, map_page
from ssos_analysis.press.outlines import (
    MOST_DRAWN_BYTES,
    WIDTH,
    keep_outlines,
    kept_outlines,
    outlines_told,
    read_outlines,
    simplified,
)
from ssos_analysis.press.records import Product

FIRST, SECOND = "99010000", "99020000"


def square(west: float, south: float, side: float = 1.0, points: int = 2) -> list[list[float]]:
    """A closed ring with so many points on each side."""
    steps = np.linspace(0, side, points, endpoint=False).tolist()
    ring = [
        *([west + at, south] for at in steps), *([west + side, south + at] for at in steps),
        *([west + side - at, south + side] for at in steps), *([west, south + side - at] for at in steps),
    ]  # fmt: skip
    return [*ring, ring[0]]


def boundaries(path: Path, **rings: list[list[list[float]]]) -> Path:
    features = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": one}, "properties": {"NAME": "x", "CODE": code[1:]}}
        for code, one in rings.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def polygon(ring: list[list[object]]) -> str:
    """A file of one district with this ring."""
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return json.dumps({"features": [{"properties": {"code": FIRST}, "geometry": geometry}]})


def test_outlines_are_scaled_to_the_drawing_and_north_is_up(tmp_path: Path) -> None:
    found = read_outlines(boundaries(tmp_path / "b.geojson", _99010000=[square(-72, 42)], _99020000=[square(-71, 43)]))
    assert set(found) == {FIRST, SECOND}
    xs, ys = zip(*[point for rings in found.values() for ring in rings for point in ring], strict=True)
    assert 0 < min(xs) < max(xs) < WIDTH
    assert max(y for _, y in found[SECOND][0]) == pytest.approx(min(y for _, y in found[FIRST][0]), abs=0.2)
    assert min(ys) > 0


def test_many_points_become_few_enough(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rings = {}
    for number in range(12):
        ring = np.array(square(-72 + number % 8, 42 + number // 8, points=800))
        ring[1:-1] += rng.normal(0, 0.01, (len(ring) - 2, 2))
        rings[f"_{9901 + number}0000"] = [ring.tolist()]
    found = read_outlines(boundaries(tmp_path / "b.geojson", **rings))
    svg, _ = drawing(found, dict.fromkeys(found, FLAGGED))
    assert len(found) == 12
    assert len(json.dumps(found)) <= MOST_DRAWN_BYTES
    assert len(svg.encode()) <= 150_000


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=4, max_size=40), st.floats(0.1, 20))
def test_no_point_left_out_is_further_than_the_tolerance_from_the_line(points: list[tuple[int, int]], tolerance: float) -> None:
    ring = np.array([*points, points[0]], dtype=float)
    kept = simplified(ring, tolerance)
    assert (kept[0] == kept[-1]).all()
    for point in ring:
        starts, along = kept[:-1], np.diff(kept, axis=0)
        length = (along**2).sum(axis=1)
        at = np.clip(((point - starts) * along).sum(axis=1) / np.where(length == 0, 1, length), 0, 1)
        assert np.hypot(*(starts + at[:, None] * along - point).T).min() <= tolerance + 1e-9


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no GeoJSON"),
        ("[]", "no GeoJSON"),
        (polygon([["a", 1]]), "no GeoJSON"),
        (polygon([[900, 1], [1, 1], [2, 2], [900, 1]]), "no GeoJSON"),
        ('{"features": [{"properties": {"code": "Boston"}, "geometry": null}]}', "no polygon"),
        ('{"features": []}', "no polygon"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_file_of_boundaries_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "b.geojson"
    path.write_text(text)
    with pytest.raises(SourceError, match=words):
        read_outlines(path)
    with pytest.raises(SourceError, match="cannot be read"):
        read_outlines(tmp_path / "absent.geojson")


def test_the_page_says_in_words_what_the_map_shows(tmp_path: Path) -> None:
    found = read_outlines(boundaries(tmp_path / "b.geojson", _99010000=[square(-72, 42)], _99020000=[square(-71, 42)]))
    product = Product.of(tmp_path, invented=True)
    product.work().mkdir(parents=True)
    keep_outlines(product, found)
    assert kept_outlines(product) == found
    districts = {
        FIRST: KnownDistrict(name="Harbor <b>", assistance=FLAGGED),
        SECOND: KnownDistrict(name="Inland", assistance=WITH_SCHOOLS),
        "99030000": KnownDistrict(name="Charter", grades="K-8"),
    }
    soup = BeautifulSoup(map_page(KnownState(districts=districts), found, [], invented=True), "html.parser")
    image = soup.find("img")
    assert "district flagged 1, only schools flagged 1" in image["alt"]
    svg = base64.b64decode(image["src"].partition("base64,")[2]).decode()
    assert svg.count(">D</text>") == 1
    assert 'fill="url(#stripes)"' in svg
    assert [[cell.get_text() for cell in row.find_all(["th", "td"])][:2] for row in soup.select("#mapped tbody tr")] == [
        ["Harbor <b>", FLAGGED], ["Inland", WITH_SCHOOLS],
    ]  # fmt: skip
    assert "Charter" in soup.find("details").get_text()
    keep_outlines(product, None)
    assert kept_outlines(product) == {}


def test_districts_with_pages_that_the_file_lacks_are_told() -> None:
    outlines = {"99010000": [], "99020000": []}
    assert list(outlines_told(outlines, {"99010000": "Port Hollis"})) == [
        "Outlines of 2 districts, 1 of them among the 1 with pages."
    ]
    built = {f"99{number:02}0000": f"District {number:02}" for number in range(1, 21)}
    first, second = outlines_told(outlines, built)
    assert first == "Outlines of 2 districts, 2 of them among the 20 with pages."
    assert second.startswith("The file has no outline of District 03, District 04, ")
    assert "District 12 and 8 more: " in second
