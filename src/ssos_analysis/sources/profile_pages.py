"""A saved page of the School and District Profiles as an export: the table by student group, with the organization beside it.

The organization stands in the page's heading only, `Concord (00670000)`; the report, its year and the offenses in the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ssos_analysis.vocabulary.organizations import STATE

_ORGANIZATION = re.compile(r"^(.+) \((\d{8})\)$", re.ASCII)
_REPORT = re.compile(r"^\d{4}-\d{2} .+ Report\b.*$", re.ASCII)
FIRST_HEADING = "Student Group"


def profile_page(rows: Sequence[Sequence[str | None]]) -> list[list[str | None]] | None:
    """The rows of such a page as an export has them: title, headings, one row for each student group.

    Parameters
    ----------
    rows : `page_rows` of the page.

    Returns
    -------
    list of rows, or None where the page is no such page. `org_code` and `org_name` are added in front of the headings.
    """
    single = [cells[0] for row in rows if len(cells := [cell for cell in row if cell]) == 1]
    organization = next((found for text in single if (found := _ORGANIZATION.match(text))), None)
    title = next((text for text in single if _REPORT.match(text)), None)
    start = next((index for index, row in enumerate(rows) if row and row[0] == FIRST_HEADING), None)
    if organization is None or title is None or start is None:
        return None
    headings = [cell for cell in rows[start] if cell]
    width = len(headings)
    name, code = organization.groups()
    page: list[list[str | None]] = [[title, *[None] * (width + 1)], ["org_code", "org_name", *headings]]
    for row in rows[start + 1 :]:
        if sum(cell is not None for cell in row[:width]) < width or not row[0]:
            break  # the table has ended: what follows are notes of one cell
        page.append([code, "State" if code == STATE else name, *row[:width]])
    return page
