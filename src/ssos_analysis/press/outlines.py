"""Outlines of districts from a file of boundaries (GeoJSON), simplified until their drawing is small. Kept in work/outlines.json.

The file is the analyst's: none comes with the project. Its outlines are drawn, never measured, so each is simplified by itself
(Douglas and Peucker 1973) and neighbours may leave a hair between them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ssos_analysis.errors import SourceError
from ssos_analysis.press.records import Product, write_whole
from ssos_analysis.vocabulary.organizations import is_code, level_of

Ring = list[tuple[float, float]]
Outlines = dict[str, list[Ring]]

WIDTH, MARGIN = 360.0, 6.0  # of the drawing; text of 10 units is then legible at 375 px
MOST_BYTES = 50_000_000
MOST_DRAWN_BYTES = 110_000
_LEAST_TOLERANCE, _STEP = 0.05, 1.5
_MOST_NAMES = 10


def read_outlines(path: Path) -> Outlines:
    """District -> rings in units of the drawing, y downward.

    Raises
    ------
    SourceError
        The file is missing, too large, no GeoJSON of polygons, or names no district by its code.
    """
    where = path.name
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceError("the file of boundaries is larger than 50 MB", where=where, mend="give a simplified one")
        features = json.loads(path.read_text("utf-8"))["features"]
        found = {code: rings for feature in features if (code := _code(feature)) and (rings := _rings(feature))}
    except OSError as error:
        raise SourceError(
            f"the file of boundaries cannot be read: {error.strerror}", where=where, mend="check its name"
        ) from None
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        mend = "give a GeoJSON FeatureCollection of polygons with longitude and latitude"
        raise SourceError(f"the file is no GeoJSON of boundaries ({type(error).__name__})", where=where, mend=mend) from None
    if not found:
        mend = "each feature needs a property with the district's eight-character code, such as 00350000"
        raise SourceError("no polygon of the file has the code of a district", where=where, mend=mend)
    return _small(_drawn(found))


def _code(feature: Mapping[str, Any]) -> str:
    """The first property that is a district's code; empty where none is."""
    values = feature.get("properties", {}).values()
    return next((one for one in values if isinstance(one, str) and is_code(one) and level_of(one) == "district"), "")


def _rings(feature: Mapping[str, Any]) -> list[NDArray[np.float64]]:
    """Outer and inner rings of a polygon or of several, as arrays of longitude and latitude."""
    geometry = feature.get("geometry") or {}
    kind = geometry.get("type")
    made = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"] if kind == "MultiPolygon" else []
    rings = [np.array([point[:2] for point in ring], dtype=float) for polygon in made for ring in polygon]
    for ring in rings:
        if not (np.isfinite(ring).all() and (np.abs(ring) <= (180, 90)).all()):
            raise ValueError("a point is no longitude and latitude")
    return [ring for ring in rings if len(ring) >= 4]


def _drawn(found: Mapping[str, list[NDArray[np.float64]]]) -> dict[str, list[NDArray[np.float64]]]:
    """Degrees as units of the drawing: a degree of longitude is shorter by the cosine of the middle latitude."""
    points = np.concatenate([ring for rings in found.values() for ring in rings])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * shrink, 1e-9)
    shift, way = np.array([west, north]), np.array([shrink * scale, -scale])
    return {code: [(ring - shift) * way + MARGIN for ring in rings] for code, rings in found.items()}


def _small(found: Mapping[str, list[NDArray[np.float64]]]) -> Outlines:
    """The finest simplification whose drawing is small enough. Specks go; a district keeps its largest ring."""
    tolerance = _LEAST_TOLERANCE
    while True:
        made = {code: _kept(rings, tolerance) for code, rings in sorted(found.items())}
        if len(json.dumps(made)) <= MOST_DRAWN_BYTES or tolerance > WIDTH:
            return made
        tolerance *= _STEP


def _kept(rings: Iterable[NDArray[np.float64]], tolerance: float) -> list[Ring]:
    by_size = sorted(rings, key=_area, reverse=True)
    wanted = [ring for place, ring in enumerate(by_size) if place == 0 or _area(ring) > (4 * tolerance) ** 2]
    return [[(round(float(x), 1), round(float(y), 1)) for x, y in simplified(ring, tolerance)] for ring in wanted]


def _area(ring: NDArray[np.float64]) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)


def simplified(ring: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    """A closed ring with fewer points, none further from the old line than the tolerance (Douglas-Peucker).

    Parameters
    ----------
    ring : shape (points, 2), the last point equal to the first.
    tolerance : in the units of the points.
    """
    far = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    keep = np.zeros(len(ring), dtype=bool)
    keep[[0, far, len(ring) - 1]] = True
    stack = [(0, far), (far, len(ring) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        a, b, between = ring[first], ring[last], ring[first + 1 : last]
        along = b - a
        length = float(along @ along)
        # to the stretch between the two points, not to the line through them, which runs on past its ends
        at = np.clip((between - a) @ along / length, 0, 1) if length else np.zeros(len(between))
        away = np.hypot(*(a + at[:, None] * along - between).T)
        place = int(np.argmax(away))
        if away[place] > tolerance:
            middle = first + 1 + place
            keep[middle] = True
            stack += [(first, middle), (middle, last)]
    return ring[keep]


def keep_outlines(product: Product, outlines: Outlines | None) -> None:
    """Leave outlines for the map of this product; None takes them away."""
    path = product.work() / "outlines.json"
    if outlines is None:
        path.unlink(missing_ok=True)
    else:
        write_whole(path, json.dumps(outlines) + "\n")


def outlines_told(outlines: Outlines, built: Mapping[str, str]) -> Iterator[str]:
    """How many districts the map draws, and which of those with pages (code -> name) it does not: a file may leave some out."""
    lacking = sorted(name for code, name in built.items() if code not in outlines)
    yield f"Outlines of {len(outlines)} districts, {len(built) - len(lacking)} of them among the {len(built)} with pages."
    if lacking:
        more = f" and {len(lacking) - _MOST_NAMES} more" if len(lacking) > _MOST_NAMES else ""
        yield f"The file has no outline of {', '.join(lacking[:_MOST_NAMES])}{more}: the map leaves them out, its table does not."


def kept_outlines(product: Product) -> Outlines:
    """The outlines that were left; none where there are none."""
    try:
        held = json.loads((product.work() / "outlines.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {code: [[(float(x), float(y)) for x, y in ring] for ring in rings] for code, rings in held.items()}
