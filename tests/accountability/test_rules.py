"""Rules are data: every year has all of them, with a source, and says which are not confirmed."""

from decimal import Decimal

import pytest

from ssos_analysis.accountability.rules import RuleFile, rule_book, rule_years
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import validated
from ssos_analysis.vocabulary.accountability import GRADESPANS, INDICATORS

YEARS = (2018, 2019, 2022, 2023, 2024, 2025)


def test_the_years_with_a_determination_have_rules():
    assert rule_years() == list(YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_each_year_has_every_rule_the_engine_asks_for(year):
    book = rule_book(year)
    for span in GRADESPANS:
        for has_elp in (True, False):
            assert sum(book.numbers(book.weights_id(span, "all", has_elp=has_elp)).values()) == 100
    assert sum(book.numbers(book.weights_id("high_school", "lowest", has_elp=False)).values()) == 100
    assert sum(book.numbers("years").values()) == 100
    assert sum(book.numbers("percentile.years").values()) == 100
    assert all(book.number(book.band_id(name)) >= 0 for name, one in INDICATORS.items() if one.category != "growth")
    assert min(book.numbers("labels").values()) == 0


@pytest.mark.parametrize(("year", "prior"), [(2018, 0), (2019, 40), (2022, 0), (2023, 0), (2024, 40), (2025, 40)])
def test_one_year_or_two_are_weighed(year, prior):
    assert rule_book(year).numbers("years") == {"prior": prior, "current": 100 - prior}


def test_a_rule_is_not_confirmed_for_a_year_before_the_first_that_shows_it():
    assert [rule.id for rule in rule_book(2018).unconfirmed(["band.achievement", "least_n"])] == ["least_n", "band.achievement"]
    assert [rule.id for rule in rule_book(2019).unconfirmed(["band.achievement", "least_n"])] == ["least_n"]


def test_who_holds_the_guide_can_vouch_for_a_rule_and_the_book_that_was_read_stays():
    book = rule_book(2025)
    assert book.confirmed("least_n").unconfirmed(["least_n"]) == []
    assert [rule.id for rule in rule_book(2025).unconfirmed(["least_n"])] == ["least_n"]


def test_numbers_are_the_decimals_that_the_file_writes():
    assert rule_book(2025).numbers("weights.lowest") == {
        "achievement": Decimal("67.5"), "growth": Decimal("22.5"), "additional": Decimal(10),
    }  # fmt: skip


def test_a_year_without_a_file_and_a_rule_that_is_absent_are_told():
    with pytest.raises(ParameterError, match="the accountability rules of 2031 are not known"):
        rule_book(2031)
    with pytest.raises(ParameterError, match="the rules of 2025 have no 'horoscope'"):
        rule_book(2025).number("horoscope")
    with pytest.raises(ParameterError, match="'labels' of 2025 is not a number"):
        rule_book(2025).number("labels")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"source": ""}, "source"),
        ({"confirmed": "perhaps"}, "confirmed"),
        ({"since": 18}, "not a spring year"),
        ({"x": 1}, "'.*x'"),
    ],
)
def test_a_rule_without_source_year_or_word_on_its_confirmation_is_refused(change, told):
    rule = rule_book(2025).rule("least_n").model_dump(mode="json") | {"value": 20} | change
    with pytest.raises(ParameterError, match=told):
        validated(RuleFile, {"year": 2025, "rules": [rule]}, where="given.yml")
