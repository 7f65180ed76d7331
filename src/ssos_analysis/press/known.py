"""What the store tells of districts beside their briefs: grades, assistance, region, newest data, and the caseload.

The press knows no store. Whoever has one open leaves this in work/known.json, and the pages about the whole state read it there;
without it they stand, and say that it is not known.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ssos_analysis.press.records import Product, write_whole

NOT_KNOWN = "Not known"
FLAGGED, WITH_SCHOOLS, NOT_FLAGGED = "District flagged", "Only schools flagged", "Not flagged"


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnownDistrict(_Kept):
    """One district.

    Attributes
    ----------
    name : the newest name that the state printed.
    grades : `PK-12`, as its newest enrollment has them; empty where none is held.
    span : the kind of district by these grades, in words.
    assistance : FLAGGED, WITH_SCHOOLS, NOT_FLAGGED or NOT_KNOWN.
    region : of the office's register; empty where it has none.
    newest : topic -> spring year of the newest figure for all students; a topic without a figure is absent.
    """

    name: str = ""
    grades: str = ""
    span: str = NOT_KNOWN
    assistance: str = NOT_KNOWN
    region: str = ""
    newest: dict[str, int] = Field(default_factory=dict)


class FlaggedDistrict(_Kept):
    """One district of the caseload: its own reasons, apart from those of its schools."""

    code: str
    name: str
    reasons: str
    since: str
    schools_n: int
    school_reasons: str


class FlaggedSchool(_Kept):
    """One flagged school."""

    code: str
    name: str
    district_code: str
    district_name: str
    reason: str
    ends: str
    since: str


class KnownCaseload(_Kept):
    """Who requires assistance in one year, with what cannot be said of it."""

    year: int
    headline: str
    notes: tuple[str, ...]
    districts: tuple[FlaggedDistrict, ...]
    schools: tuple[FlaggedSchool, ...]


class KnownState(_Kept):
    """Everything of one store. `made_from` is what it was computed from; `caseload` None where no determination is held."""

    made_from: str = ""
    has_regions: bool = False
    topics: tuple[str, ...] = ()
    districts: dict[str, KnownDistrict] = Field(default_factory=dict)
    caseload: KnownCaseload | None = None

    def district(self, code: str) -> KnownDistrict:
        """One district; nothing is known of one that the store does not hold."""
        return self.districts.get(code) or KnownDistrict()


def known_state(product: Product) -> KnownState:
    """What was last left for this product; nothing where nothing was, or where an older version left it."""
    path = product.work() / "known.json"
    try:
        return KnownState.model_validate_json(path.read_text("utf-8"))
    except (OSError, ValidationError):
        return KnownState()


def keep_known_state(product: Product, known: KnownState) -> None:
    """Leave it for the pages of this product."""
    write_whole(product.work() / "known.json", known.model_dump_json(indent=1) + "\n")
