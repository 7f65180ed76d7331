"""Goals into params/districts/<code>/goals.yml: in one step, after what was written was read back."""

from __future__ import annotations

from pathlib import Path

import yaml

from ssos_analysis import workspace
from ssos_analysis.choices import DistrictGoals, goals_of
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import validated
from ssos_analysis.press.records import write_whole

_HEAD = (
    "# A district's own goals, as `ssos goals import FILE` wrote them. target and baseline are in the measure's unit; owner is\n"
    "# an office, never a person's name. `ssos goals template` gives them back as a workbook to change.\n"
)


def goals_yaml(goals: DistrictGoals) -> str:
    """The text of goals.yml; the code always in quotes, since YAML reads a bare 00350000 as a number."""
    values = goals.model_dump(mode="json", exclude={"district", "date"})
    values["goals"] = [{name: value for name, value in goal.items() if value or name != "title"} for goal in values["goals"]]
    rest = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=120)
    return f'{_HEAD}district: "{goals.district}"\ndate: {goals.date.isoformat()}\n{rest}'


def keep_goals(goals: DistrictGoals) -> tuple[Path, dict[str, int]]:
    """Put goals in place of those the district had.

    Returns
    -------
    Path
        The file.
    dict
        How many goals are `new`, `changed`, `as before` and `taken out`.

    Raises
    ------
    ParameterError
        The file cannot be written. What was there stands.
    """
    before = _before(goals.district)
    path = workspace.params("districts", goals.district, "goals.yml")
    text = goals_yaml(goals)
    if validated(DistrictGoals, yaml.safe_load(text), where=path.name) != goals:
        raise ParameterError("the goals cannot be kept as text", where=path.name, mend="write names in plain words")
    try:
        write_whole(path, text)
    except OSError as error:
        raise ParameterError(
            f"the goals cannot be written: {error.strerror}",
            where=f"params/districts/{goals.district}/goals.yml",
            mend="correct the permissions of the folder, or free space",
        ) from None
    now = {goal.id: goal for goal in goals.goals}
    return path, {
        "new": len(set(now) - set(before)),
        "changed": sum(before[name] != goal for name, goal in now.items() if name in before),
        "as before": sum(before[name] == goal for name, goal in now.items() if name in before),
        "taken out": len(set(before) - set(now)),
    }


def _before(code: str) -> dict[str, object]:
    """The goals so far; a file that cannot be read is replaced like any other."""
    try:
        held = goals_of(code)
    except ParameterError:
        return {}
    return {goal.id: goal for goal in held.goals} if held else {}
