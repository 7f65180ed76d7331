"""Numbers that methods need and that no export holds: params/method_values.yml, each with its source."""

from __future__ import annotations

from ssos_analysis import parameters
from ssos_analysis.errors import ParameterError


def method_number(name: str) -> float:
    """A known entry of params/method_values.yml that is one number.

    Raises
    ------
    ParameterError
        There is no such entry, its value has not been found yet, or it is a list.
    """
    value = parameters.method_values().known(name).value
    if isinstance(value, int | float):
        return float(value)
    raise ParameterError(f"{name!r} is not one number", where="params/method_values.yml", mend="write one number: value: 5")
