"""Who requires assistance and why: a page for all, for each region of the register, for each roster of params/rosters/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ssos_analysis import workspace
from ssos_analysis.errors import SsosError
from ssos_analysis.press.known import NOT_FLAGGED, FlaggedDistrict, FlaggedSchool, KnownState
from ssos_analysis.press.largest_gaps import LargestGaps
from ssos_analysis.press.rendering import DistrictEntry, document
from ssos_analysis.press.roster import District, Roster, read_roster_file
from ssos_analysis.vocabulary.school_years import year_label

ALL_PAGE = "caseload.html"
NOT_BUILT = "no briefs built"


@dataclass(frozen=True)
class CaseloadRow:
    """One district of a caseload page; `folder` is that of its briefs, empty where none are built."""

    code: str
    name: str
    folder: str
    region: str
    reasons: str
    since: str
    schools_n: int
    school_reasons: str
    gaps: LargestGaps
    newest: str


def caseload_pages(
    known: KnownState,
    entries: Sequence[DistrictEntry],
    gaps: Mapping[str, LargestGaps],
    slug: Mapping[str, str],
    rosters: Mapping[str, Sequence[str]],
    *,
    invented: bool,
) -> dict[str, str]:
    """File name -> page.

    Parameters
    ----------
    known : what the store tells.
    entries : the districts that have briefs.
    gaps : district -> its largest reliable gaps, as released.
    slug : region or roster -> the end of its page's file name.
    rosters : name -> codes of its districts.
    """
    built = {entry.code: entry for entry in entries}
    flagged = {one.code: one for one in known.caseload.districts} if known.caseload else {}
    regions = sorted({one.region for one in known.districts.values() if one.region})
    lists: dict[str, tuple[str, list[str]]] = {ALL_PAGE: ("The caseload", list(flagged))}
    for region in regions:
        codes = [code for code in flagged if known.district(code).region == region]
        lists[f"caseload-{slug[region]}.html"] = (f"The caseload: {region}", codes)
    for name, named in rosters.items():
        lists[f"caseload-{slug[name]}.html"] = (f"The caseload: roster {name}", list(named))
    links = [(page, title.removeprefix("The caseload: ")) for page, (title, _) in lists.items() if page != ALL_PAGE]
    pages = {}
    for page, (title, codes) in lists.items():
        rows = [_row(code, flagged.get(code), known, built.get(code), gaps.get(code, LargestGaps())) for code in codes]
        schools = _schools(known, set(codes), built)
        pages[page] = document(
            "caseload.html.j2", page, invented=invented, title=title, known=known, rows=rows, schools=schools, page=page,
            links=links, all_page=ALL_PAGE,
            description="Which districts and schools require assistance or intervention, why, and where to read more.",
        )  # fmt: skip
    return pages


def _row(
    code: str, flagged: FlaggedDistrict | None, known: KnownState, entry: DistrictEntry | None, gaps: LargestGaps
) -> CaseloadRow:
    about = known.district(code)
    own = flagged.reasons if flagged else ""
    not_flagged = "not flagged" if flagged or about.assistance == NOT_FLAGGED else "not known"
    return CaseloadRow(
        code=code, name=entry.name if entry else about.name or code, folder=entry.folder if entry else "",
        region=about.region or "region not given", reasons=own or not_flagged, since=flagged.since if flagged and own else "-",
        schools_n=flagged.schools_n if flagged else 0, school_reasons=(flagged.school_reasons if flagged else "") or "none",
        gaps=gaps if entry else LargestGaps(NOT_BUILT, NOT_BUILT), newest=_newest(about.newest, known.topics),
    )  # fmt: skip


def _newest(years: Mapping[str, int], topics: Iterable[str]) -> str:
    """`2024-25: Attendance, Discipline; 2023-24: Graduation; no figure: Dropout`."""
    told = []
    for year in sorted(set(years.values()), reverse=True):
        told.append(f"{year_label(year)}: {', '.join(topic for topic in topics if years.get(topic) == year)}")
    if missing := [topic for topic in topics if topic not in years]:
        told.append(f"no figure: {', '.join(missing)}")
    return "; ".join(told) or "not known"


def _schools(known: KnownState, codes: set[str], built: Mapping[str, DistrictEntry]) -> list[tuple[FlaggedSchool, str]]:
    """The flagged schools of these districts, each with the folder of its district's briefs."""
    schools = known.caseload.schools if known.caseload else ()
    return [
        (one, built[one.district_code].folder if one.district_code in built else "")
        for one in schools
        if one.district_code in codes
    ]


def read_rosters(known: KnownState) -> dict[str, list[str]]:
    """The rosters of params/rosters/: name of the file -> codes of the districts that it names.

    Raises
    ------
    ParameterError
        A file cannot be read, or names a district that the store does not hold.
    """
    held = Roster(District(code, one.name) for code, one in known.districts.items())
    rosters = {}
    for path in sorted(workspace.params("rosters").glob("*.csv")):
        chosen = held.choose(read_roster_file(path), where=f"params/rosters/{path.name}")
        rosters[path.stem] = [district.code for district in chosen]
    return rosters


def rosters_or_none(known: KnownState) -> dict[str, list[str]]:
    """The rosters, but none for a product whose store does not hold their districts: those of the real state are no fault of
    the invented one."""
    try:
        return read_rosters(known)
    except SsosError:
        if any(code.startswith("9") for code in known.districts) or not known.districts:
            return {}
        raise
