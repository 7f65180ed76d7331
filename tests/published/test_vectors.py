"""The published figure of every method, and what the runner of such files says when one is missed."""

import copy
import json
from pathlib import Path

import pytest

from ssos_analysis.errors import SourceError
from tests.published.vector_methods import METHODS
from tests.published.vectors import differences, faults_of, main, read_cases

FILE = Path(__file__).with_name("methods.json")
CASES = read_cases(FILE)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_library_returns_the_published_figure(case):
    assert faults_of(case) == []


def test_every_method_of_the_table_has_a_published_figure_and_each_figure_a_source():
    assert {case["method"] for case in CASES} == set(METHODS)
    assert all(case["source"] for case in CASES)
    assert len({case["id"] for case in CASES}) == len(CASES) == 69


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_figure_moved_beyond_the_tolerance_is_missed(case):
    """Each number of each vector is looked at: any one of them moved, and the vector fails."""
    for moved in moves(case["expected"], 3 * float(case["tolerance"]) + 1e-3):
        assert faults_of({**case, "expected": moved}), moved


def moves(expected, step):
    """The expected answer once for each number or word in it, with that one changed."""
    if isinstance(expected, (dict, list)):
        keys = expected if isinstance(expected, dict) else range(len(expected))
        for key in keys:
            for moved in moves(expected[key], step):
                other = copy.deepcopy(expected)
                other[key] = moved
                yield other
    else:
        yield f"not {expected}" if isinstance(expected, str) else expected + step


def run(folder, *cases):
    path = folder / "given.json"
    path.write_text(json.dumps({"vectors": cases}), "utf-8")
    return main([str(path)])


def test_a_file_that_passes_ends_with_the_count(capsys):
    assert main([str(FILE)]) == 0
    assert capsys.readouterr().out == "69 passed, 0 failed\n"


def test_each_failure_is_a_line_and_the_count_is_last(tmp_path, capsys):
    good = CASES[0]
    wrong = {**good, "id": "wrong", "expected": {"low": 0.9, "high": good["expected"]["high"]}}
    unknown = {**good, "id": "unknown", "method": "astrology.horoscope"}
    impossible = {**good, "id": "impossible", "inputs": {"count": 9, "n": 5}}
    unready = {**good, "id": "unready", "inputs": {"n": 5}}
    unnamed = {**good, "id": "unnamed", "expected": {"middle": 0.3}}
    assert run(tmp_path, good, wrong, unknown, impossible, unready, unnamed, {"id": "bare"}) == 1
    *lines, last = capsys.readouterr().out.splitlines()
    assert last == "1 passed, 6 failed"
    assert [line.split(":")[0] for line in lines] == ["wrong", "unknown", "impossible", "unready", "unnamed", "bare"]
    assert "low: expected 0.9, got 0.2552" in lines[0]
    assert "no method astrology.horoscope" in lines[1]
    assert "events is larger than n" in lines[2]
    assert "could not take the inputs: KeyError" in lines[3]
    assert "middle: the library gives none" in lines[4]
    assert "no method, no inputs, no expected" in lines[5]


def test_a_file_that_is_none_says_so(tmp_path, capsys):
    path = tmp_path / "given.json"
    path.write_text("[1, 2]", "utf-8")
    assert main([str(path)]) == 2
    assert "holds no vectors" in capsys.readouterr().err
    with pytest.raises(SourceError, match="cannot be read"):
        read_cases(tmp_path / "absent.json")


@pytest.mark.parametrize(
    ("expected", "answer", "is_met"),
    [
        (None, float("nan"), True),
        (None, 0.0, False),
        ("Infinity", float("inf"), True),
        (float("inf"), float("inf"), True),
        (1.0, float("nan"), False),
        ([1, 2], [1.0, 2.0, 3.0], False),
        (True, True, True),
        (True, False, False),
        ("present", "present", True),
        (2, "2", False),
    ],
)
def test_null_is_what_cannot_be_estimated_and_lists_have_a_length(expected, answer, is_met):
    assert (differences(expected, answer, 1e-9) == []) is is_met


# Other inputs the format allows for the same methods
@pytest.mark.parametrize(
    ("method", "inputs", "expected"),
    [
        ("proportion_ci.wilson", {"count": [81, 0], "n": [263, 20]}, {"low": [0.2553, 0.0], "high": [0.3662, 0.1611]}),
        ("odds_ratio_ci.woolf", {"x1": 189, "n1": 11034, "x2": 104, "n2": 11037}, {"oratio": 1.8321}),
        ("paired_difference_ci.newcombe", {"table": [[1, 1], [7, 12]]}, {"low": -0.5069, "high": -0.0256}),
        ("count_ci.poisson_exact", {"count": 0}, {"low": 0, "high": 3.6889}),
        ("standardisation.direct", {"a": [[10, 0.2], [30, 0.4]], "standard": [1, 1]}, {"a": 0.3}),
        ("decomposition.das_gupta_product", {"pop1": [[1, 2], [3, 4]], "pop2": [[2, 2], [3, 5]]},
         {"total": 5, "effects": [3, 2]}),
        ("disproportionality.risk_ratio", {"district": {"A": [9, 60], "B": [90, 900]}, "min_cell": 10, "min_n": 30},
         {"method": "not_calculated", "ratio": None}),
        ("disproportionality.risk_ratio", {"district": {"A": [20, 100], "B": [10, 100], "C": [30, 300]}, "group": "B"},
         {"method": "risk_ratio", "ratio": 0.8}),
        ("trend.years_to_close", {"gap0": 24.0, "slope": 1.5}, {"years": "Infinity"}),
        ("trend.years_to_close", {"gap0": 24.0, "slope": -1.5, "slope_low": -3.5, "slope_high": 0.5}, {"years": float("inf")}),
        ("trend.recovery_share", {"baseline": 49, "trough": 48, "now": 49, "drop_low": -1, "drop_high": 3}, {"share": None}),
        ("presentation.nchs_proportion", {"x_n": [[0, 100], [98, 100]]},
         {"decision": ["review", "present"], "footnote": [False, True]}),
        ("multiple.bh", {"p": [0.01, None, 0.04]}, {"adjusted": [0.02, None, 0.04]}),
        ("shrinkage.normal_normal_dl", {"y": [1, 2, 6], "se": [1, 1, 1]}, {"tau2": 6.0, "blup": [1.2857, 2.1429, 5.5714]}),
        ("inequality.theil", {"y": [0, 4]}, 0.6931),
    ],
)  # fmt: skip
def test_a_method_takes_every_form_of_its_inputs(method, inputs, expected):
    assert faults_of({"method": method, "inputs": inputs, "expected": expected, "tolerance": 6e-5}) == []
