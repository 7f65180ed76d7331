"""Halves away from zero, in decimals: binary floating point puts 5.85 below its half and would print 5.8."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def half_up(value: Decimal, digits: int = 1) -> Decimal:
    """A number rounded to so many digits after the point, halves up."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def exact(value: object) -> Decimal | None:
    """A figure as it was printed: 513.5, 67.5 or "40"; None for a blank."""
    if value is None or value != value or value == "":
        return None
    return value if isinstance(value, Decimal) else Decimal(str(value))


def displayed(value: Decimal | None) -> int | None:
    """A percentage as a report shows it: a whole number."""
    return None if value is None else int(half_up(value, 0))


def behind_display(shown: Decimal) -> tuple[Decimal, Decimal]:
    """The lowest and highest one-decimal figure that is displayed as this whole number."""
    if shown != shown.to_integral_value():
        return shown, shown
    return shown - Decimal("0.5"), shown + Decimal("0.4")
