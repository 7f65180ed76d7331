"""Since 2019 and growth: what is drawn, what is listed, and that a group without a comparison is named with its reason."""

from small_tables import DISTRICT, STATE, absence, achievement, measured, released, row

from ssos_analysis import analyses
from ssos_analysis import presentation as show

ELA, ABSENCE, GROWTH = "ela_3_8_meeting_pct", "chronically_absent_pct", "ela_3_8_growth_sgp"


def since(*rows, measure=ELA, groups=("all_students", "asian", "low_income")):
    return released(analyses.recovery(measured(measure, rows), groups=groups))


def test_the_chart_draws_the_compared_groups_and_the_note_names_the_others(showing):
    rows = [
        achievement(org, year, share, 1000)
        for org in (DISTRICT, STATE)
        for year, share in ((2019, 500), (2022, 400), (2023, 420))
    ]
    rows += [achievement(DISTRICT, year, share, 200, group="asian") for year, share in ((2019, 120), (2023, 122))]
    chart, note = showing(show.recovery_chart, since(*rows))
    assert (
        chart.headline == "ELA, grades 3-8 in Quillmarsh: of 2 groups, 1 clearly below and 0 clearly above their figure of 2019."
    )
    assert [line[0] for line in chart.body] == ["All students", "Asian"]
    assert "−8.0 points (All students)" in chart.alt
    assert note.text == ("ELA, grades 3-8, not compared with 2019: low-income students (no comparable figure in 2019).")


def test_figures_without_counts_are_listed_and_nothing_is_said_of_them(showing):
    rows = [absence(DISTRICT, year, share) for year, share in ((2019, "12.4"), (2023, "20.1"))]
    (table,) = showing(show.recovery_chart, since(*rows, measure=ABSENCE, groups=("all_students",)))
    assert table.body == [["All students", "12.4%", "20.1%", "2022-23", "none", "none", "no counts, so not compared",
                           "not estimable: no counts"]]  # fmt: skip


def test_where_nothing_is_compared_each_reason_stands_with_its_groups(showing):
    rows = [achievement(DISTRICT, 2019, 500, 1000), achievement(DISTRICT, 2023, 90, 200, group="asian")]
    (note,) = showing(show.recovery_table, since(*rows, groups=("all_students", "asian")))
    assert note.text.endswith(
        "for Quillmarsh: all students (no comparable figure after 2019); Asian students (no comparable figure in 2019)."
    )


def test_growth_that_lasts_is_said_with_its_years(showing):
    rows = [row("mcas", DISTRICT, year, growth_mean_sgp=mean, growth_n="400", group=group)
            for group, means in {"all_students": ("55.0", "54.0", "56.5"), "asian": ("51.0", "50.0", "52.0")}.items()
            for year, mean in zip((2022, 2023, 2024), means, strict=True)]  # fmt: skip
    finding = analyses.growth_years(measured(GROWTH, rows), groups=("all_students", "asian", "white"))
    prose, table, note = showing(show.growth_table, released(finding))
    assert prose.text == (
        "The mean growth percentile of all students was clearly above 50 in each of the last 3 comparable years: 55.0 in 2022, "
        "54.0 in 2023, 56.5 in 2024."
    )
    assert [line[-1] for line in table.body] == ["lasting, above 50", "not clear in each year"]
    assert "White students" in note.text
    two_years = measured(GROWTH, [one for one in rows if one["school_year"] != 2022])
    prose, _ = showing(show.growth_table, released(analyses.growth_years(two_years)))
    assert prose.text.startswith("The files read hold fewer than 3 comparable years of every group, so we cannot tell whether")
    (nothing,) = showing(show.growth_table, released(analyses.growth_years(measured(GROWTH, []))))
    assert "hold no figure" in nothing.text


def test_changes_of_groups_stand_in_one_table_and_groups_without_two_years_are_named(showing):
    rows = [achievement(DISTRICT, year, meeting, 200, group=group) for year, asian, white in ((2022, 80, 100), (2024, 120, 104))
            for group, meeting in (("asian", asian), ("white", white))]  # fmt: skip
    rows.append(achievement(DISTRICT, 2024, 1, 60, group="homeless"))
    rows.append(achievement(DISTRICT, 2022, 20, 60, group="homeless"))
    finding = analyses.group_changes(measured(ELA, rows), groups=("white", "asian", "homeless", "low_income"))
    table, note = showing(show.group_change_table, released(finding))
    assert [line[0] for line in table.body] == ["Asian", "White", "Homeless"]
    assert [line[-1] for line in table.body] == ["rose", "we cannot tell", "few or no students with or without the outcome"]
    assert table.body[0][-2].startswith("+20.0 (+")
    assert "low-income students" in note.text


def test_the_share_enrolled_is_of_all_students_and_not_of_the_group(showing):
    rows = [row("enrollment_by_group", DISTRICT, 2024, group="english_learners", students_pct="12.1")]
    (chart,) = showing(show.trend_chart, released(analyses.trend(measured("enrolled_share_pct", rows), group="english_learners")))
    assert chart.headline.startswith("In Quillmarsh, 12.1% of students enrolled on 1 October were English learners in 2023-24")
