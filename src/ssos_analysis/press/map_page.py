"""The map of districts by assistance: patterns and a letter, no colour that alone says anything, and a table beside it."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence

from ssos_analysis.press.known import FLAGGED, NOT_FLAGGED, NOT_KNOWN, WITH_SCHOOLS, KnownState
from ssos_analysis.press.outlines import MARGIN, WIDTH, Outlines, Ring
from ssos_analysis.press.rendering import DistrictEntry, document

_LEGEND = {
    FLAGGED: "District flagged (D)", WITH_SCHOOLS: "Only schools flagged", NOT_FLAGGED: "Not flagged", NOT_KNOWN: "Not known",
}  # fmt: skip
_FILL = {FLAGGED: "#1d2329", WITH_SCHOOLS: "url(#stripes)", NOT_FLAGGED: "#ffffff", NOT_KNOWN: "url(#dots)"}
_PATTERNS = (
    '<defs><pattern id="stripes" width="3" height="3" patternUnits="userSpaceOnUse"><rect width="3" height="3" fill="#ffffff"/>'
    '<path d="M0,3 L3,0" stroke="#17506a" stroke-width="0.9"/></pattern><pattern id="dots" width="3" height="3" '
    'patternUnits="userSpaceOnUse"><rect width="3" height="3" fill="#ffffff"/><circle cx="1.5" cy="1.5" r="0.4" fill="#8a9199"/>'
    "</pattern></defs>"
)
_TEXT = 'style="font: 10px system-ui, sans-serif"'
_LEGEND_LINE = 15.0
SHOWN_WIDTH = 1080


def map_page(known: KnownState, outlines: Outlines, entries: Sequence[DistrictEntry], *, invented: bool) -> str:
    """The map, and the table of all its districts.

    Parameters
    ----------
    known : what the store tells; a district that it does not know is drawn as not known.
    outlines : district -> rings.
    entries : the districts that have briefs: their names in the table are links.
    """
    status = {code: known.district(code).assistance for code in outlines}
    svg, height = drawing(outlines, status)
    counts = Counter(status.values())
    told = ", ".join(f"{words[0].lower()}{words[1:]} {counts[words]}" for words in _LEGEND if counts[words])
    about = f"{len(outlines)} districts by assistance: {told}."
    built = {entry.code: entry for entry in entries}
    in_order = sorted(outlines, key=lambda code: (_name(known, built, code), code))
    return document(
        "map.html.j2", "map.html", invented=invented, title="Map of the districts", description=about,
        rows=[(known.district(code), built.get(code), code) for code in in_order],
        missing=sorted(one.name for code, one in known.districts.items() if code not in outlines and one.grades),
        alt=f"Map of {about} The table below the map names each district and its status."[:300],
        image=base64.b64encode(svg.encode()).decode(), width=SHOWN_WIDTH, height=round(SHOWN_WIDTH * height / WIDTH),
        year=known.caseload.year if known.caseload else None,
    )  # fmt: skip


def _name(known: KnownState, built: Mapping[str, DistrictEntry], code: str) -> str:
    return (built[code].name if code in built else known.district(code).name or code).casefold()


def drawing(outlines: Outlines, status: Mapping[str, str]) -> tuple[str, float]:
    """The map as SVG with its legend, and its height in units of the drawing."""
    bottom = max(y for rings in outlines.values() for ring in rings for _, y in ring)
    height = bottom + MARGIN + _LEGEND_LINE * 2 + 4
    shapes = "".join(
        f'<path d="{"".join(map(_path, rings))}" fill="{_FILL[status[code]]}"/>' for code, rings in sorted(outlines.items())
    )
    letters = "".join(_letter(rings) for code, rings in sorted(outlines.items()) if status[code] == FLAGGED)
    legend = "".join(_legend(number, words, bottom) for number, words in enumerate(_LEGEND))
    size = f'width="{WIDTH:.0f}" height="{height:.0f}" viewBox="0 0 {WIDTH:.0f} {height:.0f}"'
    lines = 'stroke="#56606a" stroke-width="0.35" fill-rule="evenodd" stroke-linejoin="round"'
    drawn = f"{_PATTERNS}<g {lines}>{shapes}</g>{letters}{legend}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>', height


def _path(ring: Ring) -> str:
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in ring[:-1]) + "Z"


def _letter(rings: Sequence[Ring]) -> str:
    """A D in a white box on the middle of the largest ring."""
    xs, ys = zip(*rings[0], strict=True)
    x = min(max((min(xs) + max(xs)) / 2, MARGIN + 5), WIDTH - MARGIN - 5)
    y = max((min(ys) + max(ys)) / 2, MARGIN + 6)
    box = f'x="{x - 4.5:.1f}" y="{y - 5:.1f}" width="9" height="10" rx="1.5"'
    return (
        f'<rect {box} fill="#ffffff" stroke="#1d2329" stroke-width="0.6"/>'
        f'<text x="{x:.1f}" y="{y + 3.6:.1f}" text-anchor="middle" fill="#1d2329" {_TEXT}>D</text>'
    )


def _legend(number: int, words: str, bottom: float) -> str:
    x, y = MARGIN + (number % 2) * WIDTH / 2, bottom + 10 + (number // 2) * _LEGEND_LINE
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="12" height="10" fill="{_FILL[words]}" stroke="#56606a" stroke-width="0.5"/>'
        f'<text x="{x + 17:.1f}" y="{y + 8.6:.1f}" fill="#1d2329" {_TEXT}>{_LEGEND[words]}</text>'
    )
