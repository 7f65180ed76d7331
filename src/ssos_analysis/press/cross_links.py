"""Links from a sentence to the chart that shows it, which may stand on another page of the district or on none.

A notebook cannot know which pages there will be. It marks the sentence with the id of the chart,
`<span class="see-chart fig-x">`; when the pages of a district are put together, the mark becomes a link, or goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_MARK = re.compile(r'<span class="see-chart (fig-[a-z0-9-]+)">([^<]*)</span>')
_CHART = re.compile(r'<figure class="chart" id="(fig-[a-z0-9-]+)"')


def charts_on(html: str) -> frozenset[str]:
    """Ids of the charts of a page."""
    return frozenset(_CHART.findall(html))


def places(pages: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Chart -> the file of the first page that shows it. `pages`: pairs of file name and HTML, those to be led to first."""
    found: dict[str, str] = {}
    for file, html in pages:
        for chart in charts_on(html):
            found.setdefault(chart, file)
    return found


def with_charts(html: str, elsewhere: Mapping[str, str]) -> str:
    """The page with its marks as links: to its own chart, else to that of another page; a mark of no chart goes."""
    own = charts_on(html)

    def link(mark: re.Match[str]) -> str:
        chart, label = mark.groups()
        if chart not in own and chart not in elsewhere:
            return ""
        page = "" if chart in own else elsewhere[chart]
        return f' <a class="see-chart" href="{page}#{chart}">Chart: {label}</a>'

    return _MARK.sub(link, html)
