"""Names as people type them find their district; whatever does not is told with what could be meant."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.errors import ParameterError
from ssos_analysis.press.roster import District, Roster, name_key, read_roster_file

ROSTER = Roster(
    [
        District("02810000", "Springfield", 23000.0, 2025),
        District("00350000", "Boston", 45000.0, 2025),
        District("00950000", "Fall River", 10000.0, 2025),
        District("04490000", "Boston Collegiate Charter (District)", 700.0, 2025),
        District("07000000", "Martha's Vineyard", 700.0, 2025),
        District("04660000", "Martha's Vineyard Charter (District)", 180.0, 2025),
        District("07150000", "Mount Greylock", 1100.0, 2025),
        District("04350000", "Phoenix Academy (District)", 150.0, 2025),
        District("04360000", "Phoenix Academy", None, 2019),
        District("09990000", "Closed Regional", 800.0, 2016),
        District("06980000", "Élan-Sûr-Mer", None, None),
    ]
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("springfield", "02810000"),
        ("Springfield Public Schools", "02810000"),
        ("  SPRINGFIELD   public school district ", "02810000"),
        ("0281", "02810000"),
        ("02810000", "02810000"),
        ("fall-river", "00950000"),
        ("Boston Collegiate Charter Public School", "04490000"),
        ("Marthas Vineyard", "07000000"),
        ("Martha’s Vineyard (district)", "07000000"),
        ("MARTHA'S VINEYARD CHARTER", "04660000"),
        ("elan sur mer", "06980000"),
    ],
)
def test_a_district_is_found_as_it_is_typed(text: str, code: str) -> None:
    assert [district.code for district in ROSTER.choose([text])] == [code]
    assert ROSTER.holds(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sprigfield", "Springfield (02810000)"),
        ("mt greylock", "Mount Greylock (07150000)"),
        ("collegiate", "Boston Collegiate Charter (District) (04490000)"),
        ("281", "Springfield (02810000)"),
        ("2810000", "Springfield (02810000)"),
        ("02810045", "the code of a school; its district is Springfield (02810000)"),
        ("phoenix academy", "names 2 districts: Phoenix Academy (District) (04350000), Phoenix Academy (04360000)"),
    ],
)
def test_a_near_miss_is_told_with_what_could_be_meant(text: str, told: str) -> None:
    with pytest.raises(ParameterError) as error:
        ROSTER.choose([text])
    assert told in str(error.value)


def test_a_name_that_is_near_nothing_suggests_nothing() -> None:
    with pytest.raises(ParameterError) as error:
        ROSTER.choose(["qqqq"])
    assert "did you mean" not in str(error.value)


def test_part_of_a_name_is_never_taken_for_it() -> None:
    """Where Boston is not in the store, its charter namesake must not be built in its place."""
    without = Roster([district for district in ROSTER.districts if district.name != "Boston"])
    with pytest.raises(ParameterError, match="Boston Collegiate"):
        without.choose(["Boston"])


def test_every_bad_name_is_told_at_once_and_none_is_built() -> None:
    with pytest.raises(ParameterError) as error:
        ROSTER.choose(["Boston", "Sprigfield", "Fal River"])
    assert "Sprigfield" in str(error.value)
    assert "Fal River" in str(error.value)


def test_all_is_who_has_students_in_the_newest_enrollment() -> None:
    codes = [district.code for district in ROSTER.choose(["ALL"])]
    assert codes == ["00350000", "00950000", "02810000", "04350000", "04490000", "04660000", "07000000", "07150000"]


def test_all_beside_names_and_all_without_enrollment_are_refused() -> None:
    with pytest.raises(ParameterError, match="beside names"):
        ROSTER.choose(["all", "Boston"])
    with pytest.raises(ParameterError, match="no enrollment"):
        Roster([District("00350000", "Boston")]).choose(["all"])


def test_a_list_in_one_word_is_several_names_where_each_is_one() -> None:
    assert [one.code for one in ROSTER.choose(["fall river,0035, Springfield"])] == ["00350000", "00950000", "02810000"]
    with pytest.raises(ParameterError, match="'Boston, MA' is no district of the store"):
        ROSTER.choose(["Boston, MA"])


def test_each_district_comes_once_in_the_order_of_codes() -> None:
    assert [d.code for d in ROSTER.choose(["springfield", "0035", "Boston", "02810000"])] == ["00350000", "02810000"]


names = st.sampled_from([district for district in ROSTER.districts if "Phoenix" not in district.name])


@given(names, st.sampled_from(["", " ", " Public Schools", " public school district", " (District)", "."]), st.booleans())
def test_case_accents_punctuation_and_endings_never_matter(district: District, ending: str, plain: bool) -> None:
    typed = district.name.upper().replace("-", " ") + ending
    if plain:
        typed = "".join(mark for mark in unicodedata.normalize("NFD", typed) if not unicodedata.combining(mark))
    assert ROSTER.choose([typed]) == [district]


@given(st.text(max_size=60))
def test_any_text_at_all_finds_districts_or_is_told(text: str) -> None:
    if ROSTER.holds(text):
        assert len(ROSTER.choose([text])) == 1
    elif text.strip().casefold() != "all":
        with pytest.raises(ParameterError):
            ROSTER.choose([text])


@given(st.text(max_size=60))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ("code,name\n00350000,Boston\n,\n0281,Springfield\n", ["00350000", "0281"]),
        ("\ufeffRegion;District Name\nWest;Springfield\n", ["Springfield"]),
        ("District\r\nBoston\r\n", ["Boston"]),
        ('name,note\n"Fall River","x,\ny"\n', ["Fall River"]),
    ],
)
def test_a_roster_file_gives_codes_else_names(tmp_path: Path, content: str, texts: list[str]) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(content, "utf-8", newline="")
    assert read_roster_file(path) == texts


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Boston\nSpringfield\n",
        b"code\n\n",
        b"PK\x03\x04\x00\x00",
        b"\xff\xfe",
        b"code\n" + b"1" * 1_000_001,
        b'code\n"' + b"1" * 200_000,
    ],
)
def test_a_roster_file_of_another_kind_is_refused_with_an_example(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(ParameterError) as error:
        read_roster_file(path)
    assert "00350000,Boston" in str(error.value)


def test_a_missing_roster_file_is_said() -> None:
    with pytest.raises(ParameterError, match="does not exist"):
        read_roster_file(Path("nowhere.csv"))
