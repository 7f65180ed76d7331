"""What kind of district it is by the grades of its students."""

from __future__ import annotations

from collections.abc import Mapping

GRADES = ("PK", "K", *(f"{grade:02d}" for grade in range(1, 13)))
_FIRST, _LAST = 1, 13  # kindergarten and grade 12, as places in GRADES


def grades_label(students: Mapping[str, float]) -> str:
    """`PK-12` for the lowest and the highest grade with students; empty without any.

    Parameters
    ----------
    students : grade, as stored in enrollment_by_grade, -> students. Grades beyond 12 and totals are left alone.
    """
    held = _held(students)
    if not held:
        return ""
    first, last = (GRADES[place].lstrip("0") for place in (held[0], held[-1]))
    return first if first == last else f"{first}-{last}"


def span_words(students: Mapping[str, float], *, is_vocational: bool) -> str:
    """The kind of district, in words that the index can be filtered by; empty without students.

    A district is vocational where a school or its name says so and it has no grade before 9. Preschool does not count: most
    districts have one, whatever they serve after.
    """
    held = _held(students)
    if not held:
        return ""
    grades = [place for place in held if place >= _FIRST]
    if not grades:
        return "Preschool only"
    first, last = grades[0] - _FIRST, grades[-1] - _FIRST
    if first >= 9:
        return "Vocational" if is_vocational else "High school"
    if last == _LAST - _FIRST:
        return "K to 12" if first <= 1 else "Middle and high school"
    if first <= 1:
        return "Elementary" if last <= 6 else "K to 8"
    return "Middle school" if first >= 4 else "Other grades"


def _held(students: Mapping[str, float]) -> list[int]:
    return [place for place, grade in enumerate(GRADES) if students.get(grade, 0) > 0]
