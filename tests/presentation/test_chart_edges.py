"""No label of a chart leaves its canvas, and every tick stands where its label says."""

import re

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from ssos_analysis import analyses
from ssos_analysis import presentation as show
from ssos_analysis.measures.registry import measure as measure_of
from ssos_analysis.presentation.dot_chart import Dot, dot_svg
from ssos_analysis.presentation.line_chart import set_range
from tests.builders.small_tables import DISTRICT, STATE, achievement, measured, released, row
from tests.builders.worked_findings import LONG
from tests.presentation.test_charts import ONE_OF_EACH, every_chart

KINDS = {
    "dollars": ("spending_per_pupil_usd", "per_pupil_expenditures", "total_per_pupil_usd", {}),
    "ratio": ("students_per_teacher", "teachers", "students_per_teacher", {"teacher_subject": "all_teachers"}),
    "percent": ("teacher_retention_pct", "staff_retention", "retained_pct", {"staff_position": "teacher", "staff_n": "100",
                                                                             "retained_n": "88"}),
}  # fmt: skip


def labels(axes: Axes) -> list[Text]:
    """The labels that are drawn: ticks outside of the view are not."""
    held = [text for text in axes.texts if text.get_text().strip()]
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        held += [tick.label1 for tick in axis.get_major_ticks() if low - 1e-9 <= tick.get_loc() <= high + 1e-9]
    return held


@pytest.fixture
def cut_off(monkeypatch):
    """Labels that leave the canvas of any chart drawn in the test, gathered as the charts are saved."""
    found = []
    save = Figure.savefig

    def watched(figure, *args, **named):
        FigureCanvasAgg(figure).draw()
        frame = figure.bbox
        for axes in figure.axes:
            for text in labels(axes):
                box = text.get_window_extent()
                if min(box.x0 - frame.x0, frame.x1 - box.x1, box.y0 - frame.y0, frame.y1 - box.y1) < -0.5:
                    found.append(text.get_text())
        return save(figure, *args, **named)

    monkeypatch.setattr(Figure, "savefig", watched)
    return found


@every_chart
def test_no_label_of_a_chart_leaves_its_canvas(showing, cut_off, function, make):
    assert showing(function, make())
    assert cut_off == []


@pytest.mark.parametrize(("function", "make"), ONE_OF_EACH)
def test_no_label_leaves_the_canvas_for_a_long_name(showing, cut_off, function, make):
    assert showing(function, make(LONG))
    assert cut_off == []


@pytest.mark.parametrize(("kind", "most"), [
    (kind, most) for kind in KINDS for most in (0.5, 12.5, 99.9, 18_522.4, 120_400.0, 1_234_567.0)
    if kind != "percent" or most <= 100
])  # fmt: skip
def test_figures_of_any_size_and_unit_have_room(showing, cut_off, kind, most):
    measure_id, table, column, given = KINDS[kind]
    rows = [row(table, org, year, **{column: f"{value:.1f}"}, **given)
            for org, years in ((DISTRICT, (2018, 2019)), (STATE, (2018, 2019, 2020)))
            for year, value in zip(years, (0.6 * most, most, 0.8 * most), strict=False)]  # fmt: skip
    assert showing(show.trend_chart, released(analyses.trend(measured(measure_id, rows, name="Dennis-Yarmouth"))))
    assert cut_off == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("most", [0.6, 2.0, 12.6, 16.0, 19.3, 88.0, 18_522.4])
def test_a_tick_stands_where_its_label_says(kind, most):
    axes = Figure().add_axes((0, 0, 0.6, 0.4))
    set_range(axes, measure_of(KINDS[kind][0]), [min(most, 100.0) if kind == "percent" else most])
    named = [text.get_text() for text in axes.get_yticklabels()]
    assert len(named) > 1
    for place, text in zip(axes.get_yticks(), named, strict=True):
        assert float(re.sub(r"[$,%]", "", text)) == pytest.approx(place), named
    assert len({len(text.partition(".")[2].rstrip("%")) for text in named}) == 1, named


def test_lines_that_end_in_different_years_say_so_in_label_subtitle_and_alternative_text(showing):
    rows = [achievement(org, year, n * (20 + year % 7) // 100, n)
            for org, n, years in ((DISTRICT, 400, (2017, 2018, 2019)), (STATE, 4000, (2017, 2018, 2019, 2022, 2023)))
            for year in years]  # fmt: skip
    (chart,) = showing(show.trend_chart, released(analyses.trend(measured("ela_3_8_meeting_pct", rows))))
    state = {line[0]: line[chart.head.index("State")] for line in chart.body}
    assert chart.subtitle.endswith(", 2017 to 2019; the state to 2023")
    assert f"; the state {state['2019']}, and {state['2023']} in 2023" in chart.alt
    assert f"{state['2023']} (2023)" in chart.svg
    assert re.search(r"% \(2019\)", chart.svg)
    even = [one for one in rows if one["school_year"] != "2023" and int(one["school_year"]) < 2020]
    (chart,) = showing(show.trend_chart, released(analyses.trend(measured("ela_3_8_meeting_pct", even))))
    assert "the state to" not in chart.subtitle
    assert "(2019)" not in chart.svg


def test_a_diamond_is_seen_where_it_stands_on_its_dot(monkeypatch):
    drawn = []
    plot = Axes.plot

    def watched(axes, *args, **named):
        drawn.extend(plot(axes, *args, **named))
        return drawn[-1:]

    monkeypatch.setattr(Axes, "plot", watched)
    dot_svg([Dot("Asian", 1.3, 1.0, 1.6, "#12436D", beside=1.3)], line_at=None, limits=(0.0, 90.0), percent=True)
    dot, diamond = (next(mark for mark in drawn if mark.get_marker() == shape) for shape in ("o", "D"))
    assert diamond.get_zorder() > dot.get_zorder()
    assert diamond.get_markersize() < dot.get_markersize()
