"""A third party's extract of the hub as a grid: one row for each organization and field, whatever the fields.

Two forms are read: JSON that is keyed by the organization's code, {"00350000": {"field": value}}, and GeoJSON, of which the
properties are read and the geometry is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ssos_analysis.vocabulary.organizations import is_code

HEADINGS = ["code", "name", "field", "field_value", "field_words"]
_CODES = ("SCHID", "ORG8CODE", "DIST_CODE")  # a school's properties hold the code of its district, too
_NAMES = ("NAME", "dist_display", "DIST_NAME")

COARSE = " (to the nearest 0.1)"
LEAST_VALUES = 30
COARSE_SHARE = 0.9

Row = tuple[Any, ...]


def extract_rows(content: Any, most: int) -> list[Row] | None:
    """The rows under `HEADINGS`; None where the content is of neither form. At most `most` rows and one more are made.

    A null is an absent field. A truth value is a word, TRUE or FALSE. Of an organization that stands twice (a school on two
    sites) the fields of the second place are called `NAME (2)`. Places without a code are no organizations. A field
    whose shares are nearly all tenths is marked `name (to the nearest 0.1)`, so that it never stands for one that is not rounded.
    """
    organizations = list(_organizations(content))
    if not organizations:
        return None
    coarse = _coarse_fields(fields for _, _, fields in organizations)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for code, name, fields in organizations:
        seen[code] = seen.get(code, 0) + 1
        again = f" ({seen[code]})" if seen[code] > 1 else ""
        for field, value in fields.items():
            if value is None or isinstance(value, (dict, list)):
                continue
            called = f"{field}{COARSE if field in coarse else ''}{again}"
            rows.append((code, name, called, value, None) if _is_number(value) else (code, name, called, None, value))
        if len(rows) > most:
            break
    return rows


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _coarse_fields(organizations: Iterable[dict[str, Any]]) -> set[str]:
    """Fields whose shares are nearly all tenths: the hub's CSV rounds some to the nearest 10 percent, its records do not.

    In the extract of 2026 such fields have 94 to 98 tenths in 100 values (a few districts were looked up one by one); of the
    others the coarsest has 69.
    """
    values: dict[str, list[float]] = {}
    for fields in organizations:
        for field, value in fields.items():
            if _is_number(value):
                values.setdefault(field, []).append(value)
    return {field for field, numbers in values.items() if _is_coarse(numbers)}


def _is_coarse(numbers: list[float]) -> bool:
    if (
        len(numbers) < LEAST_VALUES
        or not all(0 <= number <= 1 for number in numbers)
        or not any(number % 1 for number in numbers)
    ):
        return False
    return sum(abs(number * 10 - round(number * 10)) < 1e-9 for number in numbers) >= COARSE_SHARE * len(numbers)


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
