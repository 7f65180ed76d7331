"""The index of all districts as a page."""

from __future__ import annotations

from collections.abc import Sequence

from ssos_analysis.press.rendering import DistrictEntry, document


def render_site_index(
    districts: Sequence[DistrictEntry],
    *,
    invented: bool,
    since: str = "",
    has_regions: bool = False,
    has_map: bool = False,
    is_package: bool = False,
) -> str:
    """The page of all districts, with search and choices where scripts run.

    Parameters
    ----------
    since : the release compared with, if any.
    has_regions, has_map : whether there is a register of regions, and a map.
    is_package : the index of one district handed over alone: without what only the whole site has.
    """
    offered: dict[str, tuple[str, set[str]]] = {
        "span": ("Grades", {district.known.span for district in districts}),
        "assistance": ("Assistance", {district.known.assistance for district in districts}),
        "region": ("Region", {district.region_words for district in districts} if has_regions else set()),
        "status": ("Status", {district.status for district in districts}),
    }
    choices = [{"key": key, "label": label, "options": sorted(words)} for key, (label, words) in offered.items() if words]
    if is_package:
        choices = []
    return document(
        "site_index.html.j2", "index.html of the site", invented=invented, title="District briefs", districts=districts,
        choices=choices, since=since, has_regions=has_regions, has_map=has_map, is_package=is_package,
    )  # fmt: skip
