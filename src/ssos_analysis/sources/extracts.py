"""A third party's extract of the hub as a grid: one row for each organization and field, whatever the fields.

Two forms are read: JSON that is keyed by the organization's code, {"00350000": {"field": value}}, and GeoJSON, of which the
properties are read and the geometry is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ssos_analysis.vocabulary.organizations import is_code

HEADINGS = ["code", "name", "field", "field_value", "field_words"]
_CODES = ("SCHID", "ORG8CODE", "DIST_CODE")  # a school's properties hold the code of its district, too
_NAMES = ("NAME", "dist_display", "DIST_NAME")

Row = tuple[Any, ...]


def extract_rows(content: Any, most: int) -> list[Row] | None:
    """The rows under `HEADINGS`; None where the content is of neither form. At most `most` rows and one more are made.

    A null is an absent field. A truth value is a word, TRUE or FALSE. Of an organization that stands twice (a school on two
    sites) the fields of the second place are called `NAME (2)`. Places without a code are no organizations.
    """
    organizations = list(_organizations(content))
    if not organizations:
        return None
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for code, name, fields in organizations:
        seen[code] = seen.get(code, 0) + 1
        again = f" ({seen[code]})" if seen[code] > 1 else ""
        for field, value in fields.items():
            if value is None or isinstance(value, (dict, list)):
                continue
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            rows.append((code, name, f"{field}{again}", value if is_number else None, None if is_number else value))
        if len(rows) > most:
            break
    return rows


def _organizations(content: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Code, name and fields of each organization; nothing where the content is of neither form."""
    if not isinstance(content, dict):
        return
    features = content.get("features")
    if content.get("type") == "FeatureCollection" and isinstance(features, list):
        for feature in features:
            fields = feature.get("properties") if isinstance(feature, dict) else None
            if isinstance(fields, dict):
                code = next((str(fields[name]) for name in _CODES if fields.get(name)), "").strip()
                if code:
                    yield code, next((str(fields[name]) for name in _NAMES if fields.get(name)), code), fields
        return
    if content and all(is_code(code) and isinstance(fields, dict) for code, fields in content.items()):
        for code, fields in content.items():
            yield code, code, fields
