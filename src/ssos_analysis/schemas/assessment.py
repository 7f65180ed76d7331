"""Tests: MCAS and the tests beside it."""

from __future__ import annotations

from ssos_analysis.schemas.columns import count, number, percent
from ssos_analysis.schemas.tidy_table import TidyTable

_LEVELS = (
    ("meeting_or_exceeding", "Meeting or Exceeding Expectations"),
    ("exceeding", "Exceeding Expectations"),
    ("meeting", "Meeting Expectations"),
    ("partially_meeting", "Partially Meeting Expectations"),
    ("not_meeting", "Not Meeting Expectations"),
)

MCAS = TidyTable(
    "mcas",
    "One row is one organization, one year, one student group, one subject and one grade span of next-generation MCAS.",
    ("org_code", "school_year", "student_group", "subject", "grades"),
    (
        *(count(f"{level}_n", f"Tested students {words}.") for level, words in _LEVELS),
        *(
            percent(f"{level}_pct", f"Share of tested students {words}.", "percent of tested students")
            for level, words in _LEVELS
        ),
        count("tested_n", "Students included in the achievement results."),
        percent("participation_pct", "Participation rate.", "percent of students enrolled at testing"),
        number(
            "scaled_score_mean",
            "scaled score points",
            "Mean scaled score, 440 to 560; 500 is the cut for Meeting.",
            440,
            560,
        ),
        number("growth_mean_sgp", "percentile", "Mean student growth percentile, 1 to 99 (a median in older years).", 1, 99),
        count("growth_n", "Students included in the growth percentile."),
        number(
            "achievement_percentile",
            "percentile",
            "Achievement percentile of a school, 1 to 99, published to 2018.",
            1,
            99,
        ),
    ),
    series=("grades",),
)

_LEGACY_LEVELS = (
    ("proficient_or_advanced", "Proficient or Advanced"),
    ("advanced", "Advanced (Above Proficient in grade 3 before 2010)"),
    ("proficient", "Proficient"),
    ("needs_improvement", "Needs Improvement"),
    ("warning_failing", "Warning (grades 3 to 8) or Failing (high school)"),
)

MCAS_LEGACY = TidyTable(
    "mcas_legacy",
    "One row is one organization, one year, one student group, one subject and one grade span of the MCAS before the "
    "next-generation tests. Its levels and scores are never set beside theirs.",
    ("org_code", "school_year", "student_group", "subject", "grades"),
    (
        *(count(f"{level}_n", f"Tested students {words}.") for level, words in _LEGACY_LEVELS),
        *(
            percent(f"{level}_pct", f"Share of tested students {words}.", "percent of tested students")
            for level, words in _LEGACY_LEVELS
        ),
        count("tested_n", "Students included in the achievement results."),
        percent("participation_pct", "Participation rate, as used for adequate yearly progress.", "percent of students enrolled"),
        number("cpi", "index points", "Composite performance index: 100 where every student is proficient.", 0, 100),
        number("growth_median_sgp", "percentile", "Median student growth percentile, 1 to 99, published to 2017.", 1, 99),
        number("growth_mean_sgp", "percentile", "Mean student growth percentile, 1 to 99, published from 2018.", 1, 99),
        count("growth_n", "Students included in the growth percentile."),
    ),
    series=("grades",),
)

MCAS_PARTICIPATION = TidyTable(
    "mcas_participation",
    "One row is one organization, one year, one student group, one subject and one grade span: who took the MCAS, and how.",
    ("org_code", "school_year", "student_group", "subject", "grades"),
    (
        count("enrolled_n", "Students enrolled for the test; in science, those of grades 5, 8 and 10."),
        count("standard_test_n", "Students who took the standard test."),
        count("alternate_n", "Students who took the alternate assessment."),
        count("absent_n", "Students absent from the test."),
        count("medical_n", "Students with a medically documented absence."),
        count("first_year_learner_n", "English learners in their first year; their results are not counted."),
        count("enrolled_after_october_n", "Students tested who enrolled after October; of schools only."),
        percent("participation_pct", "Participation rate.", "percent of students enrolled"),
    ),
    series=("grades",),
)

MCAS_FORMER_ENGLISH_LEARNERS = TidyTable(
    "mcas_former_english_learners",
    "One row is one organization, one year, one subject, one grade span, and former English learners by years since exit.",
    ("org_code", "school_year", "student_group", "former_learner_group", "years_since_exit", "subject", "grades"),
    (
        count("tested_n", "Former English learners tested."),
        count("meeting_or_exceeding_n", "Of these, Meeting or Exceeding Expectations."),
        percent("meeting_or_exceeding_pct", "Share Meeting or Exceeding Expectations.", "percent of tested students"),
        percent("participation_pct", "Participation rate.", "percent of students enrolled at testing"),
    ),
    series=("grades",),
)

MCAS_ALTERNATE = TidyTable(
    "mcas_alternate",
    "One row is one organization, one year and one subject of the alternate assessment (MCAS-Alt).",
    ("org_code", "school_year", "student_group", "subject"),
    (
        count("assessed_n", "Students who took the alternate assessment."),
        count("progressing_n", "Students at Progressing."),
        percent("progressing_pct", "Students at Progressing.", "percent of students assessed"),
        percent("emerging_pct", "Students at Emerging.", "percent of students assessed"),
        percent("awareness_pct", "Students at Awareness.", "percent of students assessed"),
        percent("incomplete_pct", "Students whose portfolio was incomplete.", "percent of students assessed"),
    ),
)

_PARCC_LEVELS = (
    ("level_4_or_5", "at Level 4 or 5 (met or exceeded expectations)"),
    ("level_5", "at Level 5 (exceeded expectations)"),
    ("level_4", "at Level 4 (met expectations)"),
    ("level_3", "at Level 3 (approached expectations)"),
    ("level_2", "at Level 2 (partially met expectations)"),
    ("level_1", "at Level 1 (did not meet expectations)"),
)

PARCC = TidyTable(
    "parcc",
    "One row is one organization, one year, one student group, one subject and one grade span of PARCC (2015 and 2016).",
    ("org_code", "school_year", "student_group", "subject", "grades"),
    (
        *(count(f"{level}_n", f"Tested students {words}.") for level, words in _PARCC_LEVELS),
        *(
            percent(f"{level}_pct", f"Share of tested students {words}.", "percent of tested students")
            for level, words in _PARCC_LEVELS
        ),
        number("scaled_score_mean", "scaled score points", "Mean scaled score, 650 to 850; 750 is the cut of Level 4.", 650, 850),
        count("tested_n", "Students included in the achievement results."),
        count("cpi_n", "Students included in the transitional composite performance index."),
        number("transitional_cpi", "index points", "Composite performance index carried over from legacy MCAS, a mean.", 0, 100),
        count("growth_n", "Students included in the growth percentile."),
        number("growth_median_sgp", "percentile", "Median transitional student growth percentile, 1 to 99.", 1, 99),
    ),
    series=("grades",),
)

SAT = TidyTable(
    "sat",
    "One row is one organization, one year and one student group of SAT takers.",
    ("org_code", "school_year", "student_group"),
    (
        count("taken_n", "Students who took the SAT.", "students"),
        number("reading_mean", "score points", "Mean critical reading score, 200 to 800; to 2016.", 200, 800),
        number("writing_mean", "score points", "Mean writing score, 200 to 800; 2006 to 2016.", 200, 800),
        number("reading_writing_mean", "score points", "Mean reading and writing score, 200 to 800; from 2017.", 200, 800),
        number("math_mean", "score points", "Mean mathematics score, 200 to 800; the test changed in 2017.", 200, 800),
    ),
)

AP_PARTICIPATION = TidyTable(
    "ap_participation",
    "One row is one organization, one year, one student group and one Advanced Placement subject: who took the tests.",
    ("org_code", "school_year", "student_group", "ap_subject"),
    (
        count("takers_n", "Students who took at least one test."),
        count("tests_n", "Tests taken.", "tests"),
        count("one_test_n", "Students who took one test."),
        count("two_tests_n", "Students who took two tests."),
        count("three_tests_n", "Students who took three tests."),
        count("four_tests_n", "Students who took four tests."),
        count("five_or_more_tests_n", "Students who took five or more tests."),
    ),
    series=("ap_subject",),
)

AP_PERFORMANCE = TidyTable(
    "ap_performance",
    "One row is one organization, one year, one student group and one Advanced Placement subject: how tests were scored.",
    ("org_code", "school_year", "student_group", "ap_category", "ap_subject"),
    (
        count("tests_n", "Tests taken.", "tests"),
        *(count(f"score_{score}_n", f"Tests scored {score}.", "tests") for score in range(1, 6)),
        percent("score_1_2_pct", "Tests scored 1 or 2.", "percent of tests"),
        percent("score_3_5_pct", "Tests scored 3, 4 or 5.", "percent of tests"),
    ),
    series=("ap_category", "ap_subject"),
)

TABLES = (
    MCAS,
    MCAS_LEGACY,
    MCAS_PARTICIPATION,
    MCAS_FORMER_ENGLISH_LEARNERS,
    MCAS_ALTERNATE,
    PARCC,
    SAT,
    AP_PARTICIPATION,
    AP_PERFORMANCE,
)
