"""A sentence leads to its chart: on its page, on another, or nowhere."""

from ssos_analysis.press.cross_links import places, with_charts

MARK = '<li>It rose.<span class="see-chart fig-trend-a">A rate</span></li>'
CHART = '<figure class="chart" id="fig-trend-a"></figure>'


def test_a_mark_leads_to_the_chart_of_its_own_page_first():
    assert 'It rose. <a class="see-chart" href="#fig-trend-a">Chart: A rate</a>' in with_charts(
        MARK + CHART, {"fig-trend-a": "b.html"}
    )


def test_a_mark_leads_to_the_page_that_has_the_chart():
    elsewhere = places([("first.html", ""), ("b.html", CHART), ("c.html", CHART)])
    assert '<a class="see-chart" href="b.html#fig-trend-a">' in with_charts(MARK, elsewhere)


def test_a_mark_of_no_chart_goes():
    assert with_charts(MARK, {}) == "<li>It rose.</li>"
