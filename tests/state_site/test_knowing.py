"""What the pages about the whole state are told of the example's districts, and the kinds of districts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssos_analysis import state_site
from ssos_analysis.caseload_data import caseload_of
from ssos_analysis.press.known import FLAGGED, NOT_FLAGGED, WITH_SCHOOLS, known_state
from ssos_analysis.press.records import Product
from ssos_analysis.sources.regions import register_of
from ssos_analysis.sources.store import Store
from ssos_analysis.state_site import knowing, looking_up
from ssos_analysis.state_site.grade_spans import grades_label, span_words

ALL = ("K", *(f"{grade:02d}" for grade in range(1, 13)))


@pytest.mark.parametrize(
    ("grades", "vocational", "label", "span"),
    [
        (("PK", *ALL), False, "PK-12", "K to 12"),
        (("PK", *ALL), True, "PK-12", "K to 12"),
        (ALL[:7], False, "K-6", "Elementary"),
        (ALL[:9], False, "K-8", "K to 8"),
        (ALL[7:], False, "7-12", "Middle and high school"),
        (ALL[9:], False, "9-12", "High school"),
        (ALL[9:], True, "9-12", "Vocational"),
        (("PK", *ALL[9:]), True, "PK-12", "Vocational"),
        (ALL[5:9], False, "5-8", "Middle school"),
        (("PK",), False, "PK", "Preschool only"),
        (ALL[3:7], False, "3-6", "Other grades"),
        (("SP", "ALL"), False, "", ""),
        ((), False, "", ""),
    ],
)
def test_the_kind_of_a_district_is_read_off_its_grades(grades, vocational, label, span):
    students = {**dict.fromkeys(ALL, 0.0), **dict.fromkeys(grades, 12.0)}
    assert (grades_label(students), span_words(students, is_vocational=vocational)) == (label, span)


def test_the_example_s_districts(example_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, product = Store.open(example_store / "store"), Product.of(tmp_path, invented=True)
    product.work().mkdir(parents=True)
    monkeypatch.setenv("SSOS_EXAMPLE", str(example_store))
    known = knowing.ensure_known(store, product)
    found, _ = caseload_of(store)
    flagged = set(found.districts.loc[found.districts["is_flagged"], "org_code"])
    told = {code: one.assistance for code, one in known.districts.items()}
    assert {code for code, words in told.items() if words == FLAGGED} == flagged
    assert {code for code, words in told.items() if words == WITH_SCHOOLS} == set(found.codes) - flagged
    assert NOT_FLAGGED in told.values()
    assert {one.span for one in known.districts.values()} >= {"K to 12", "Vocational"}
    assert known.has_regions
    assert {one.region for one in known.districts.values()} - {""} == {
        entry.region for entry in register_of(invented=True).regions if entry.code in known.districts
    }
    newest = store.table("graduation", columns=["school_year"])["school_year"].max()
    assert max(one.newest.get("Graduation", 0) for one in known.districts.values()) == newest
    assert known_state(product) == known
    monkeypatch.setattr(looking_up, "look_up", lambda *_: pytest.fail("nothing changed, so nothing is looked up again"))
    assert knowing.ensure_known(store, product) == known
    assert state_site.__doc__
