"""Pages as a real browser shows them. Each check takes a page's file and returns what is wrong with it, in words."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

# Headless, with every service of the browser that would go to the network switched off.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WCAG_21_AA = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}
LEAST_TEXT_PX = 9
# WCAG 2.1, 1.4.12: a reader's own spacing must not cut anything off
READERS_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }",
    "p { margin-bottom: 2em !important }",
)

TOO_WIDE = """() => [...document.querySelectorAll('main *, header *, footer *')]
    .filter(e => !e.closest('.table-scroll') && e.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 100))"""

NARROWEST_PAPER_PX = 672  # A4 between the margins of the style sheet
# a made-up word of 40 letters and more has no place where a line could end
OFF_THE_PAPER = """() => [...document.querySelectorAll('table')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !/\\S{40}/.test(e.textContent)).map(e => e.id)"""

SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Whether an element has scrolled sideways within a second: a browser may take a while to begin, on a busy machine.
MOVED = """element => new Promise(done => {
    const end = performance.now() + 1000;
    const look = () => element.scrollLeft > 0 ? done(true) : performance.now() > end ? done(false) : requestAnimationFrame(look);
    look();
})"""
# Texts of a chart that reach out of it, where an <img> cuts them off. Half a unit is the roundness of a letter.
CUT_OFF = """source => {
    const drawing = document.importNode(new DOMParser().parseFromString(source, 'image/svg+xml').documentElement, true);
    document.body.append(drawing);
    const frame = drawing.getBoundingClientRect();
    const cut = [...drawing.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        return Math.min(box.left - frame.left, frame.right - box.right, box.top - frame.top, frame.bottom - box.bottom) < -0.5;
    }).map(text => text.textContent.trim());
    drawing.remove();
    return cut;
}"""

Check = Callable[[Path], list[str]]


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=list(QUIET))
        yield running
        running.close()


class Opened:
    """One page in one window; what it asked for and what the console said."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.outside: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self._asked(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _asked(self, url: str) -> None:
        if not url.startswith(("file:", "data:")):
            self.outside.append(url)


@contextmanager
def opened(browser: Browser, path: Path, *, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Iterator[Opened]:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=scripts, reduced_motion="reduce"
    )
    try:
        window = Opened(context.new_page())
        window.page.goto(path.as_uri())
        yield window
    finally:
        context.close()


def _unfold(page: Page) -> None:
    """axe passes over what is folded away; a reader can open it."""
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


def _axe(browser: Browser, path: Path, **how: Any) -> list[str]:
    with opened(browser, path, **how) as window:
        _unfold(window.page)
        results = Axe().run(window.page, options=WCAG_21_AA).response
        if not results["passes"]:
            return ["axe looked at nothing"]
        return [f"{violation['id']}: {node['html'][:200]}" for violation in results["violations"] for node in violation["nodes"]]


def axe_light(browser: Browser, path: Path) -> list[str]:
    return _axe(browser, path)


def axe_dark(browser: Browser, path: Path) -> list[str]:
    return _axe(browser, path, scheme="dark")


def axe_phone(browser: Browser, path: Path) -> list[str]:
    return _axe(browser, path, width=375)


def fits_a_phone(browser: Browser, path: Path) -> list[str]:
    """No sideways scrolling of the page at 375 and 320 px, nor with the reader's own text spacing."""
    faults = []
    for width in (375, 320):
        with opened(browser, path, width=width) as window:
            _unfold(window.page)
            for spacing in ((), READERS_SPACING):
                # through the style sheet object: the page's policy refuses a new <style>, as it should
                for rule in spacing:
                    window.page.evaluate("rule => document.styleSheets[0].insertRule(rule, 0)", rule)
                wide = window.page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    widest = window.page.evaluate(TOO_WIDE)
                    faults.append(f"{wide} px wide in a window of {width} px{' with wide spacing' if spacing else ''}: {widest}")
    return faults


def sealed(browser: Browser, path: Path) -> list[str]:
    """Nothing asked of the network, nothing refused by the page's own policy, no script error."""
    with opened(browser, path) as window:
        window.page.wait_for_load_state("networkidle")
        return [f"asked for {url}" for url in window.outside] + [f"console: {text}" for text in window.said]


def works_by_keyboard(browser: Browser, path: Path) -> list[str]:
    """The first stop skips to the main content; whatever scrolls can be reached, has a name, shows focus and scrolls."""
    faults = []
    with opened(browser, path, width=375) as window:
        page = window.page
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") != "#main":
            faults.append("the first stop of the keyboard is not the skip link")
        page.keyboard.press("Enter")
        if page.evaluate("document.activeElement.id") != "main":
            faults.append("the skip link does not lead to main")
        _unfold(page)
        page.evaluate(SETTLED)  # a table that is unfolded gets its hint first
        for region in page.query_selector_all(".table-scroll"):
            if not region.evaluate("e => e.scrollWidth > e.clientWidth + 1"):
                continue
            name = region.evaluate("e => document.getElementById(e.getAttribute('aria-labelledby'))?.textContent || ''")
            region.evaluate("e => e.scrollIntoView()")
            region.focus()
            page.keyboard.press("ArrowRight")
            moved = page.evaluate(MOVED, region)
            if not name or region.get_attribute("role") != "region":
                faults.append("a scrolling table has no name")
            if not moved or region.evaluate("e => document.activeElement !== e"):
                faults.append(f"the keyboard does not scroll {name!r}")
            if region.evaluate("e => getComputedStyle(e).outlineStyle") == "none":
                faults.append(f"focus does not show on {name!r}")
    return faults


def chart_text_is_whole(browser: Browser, path: Path) -> list[str]:
    """No text of a chart is cut off at the chart's edge, in the typeface of this machine."""
    with opened(browser, path) as window:
        charts = [(image.get_attribute("src") or "") for image in window.page.query_selector_all("figure img")]
        window.page.goto("about:blank")
        sources = [base64.b64decode(source.partition("base64,")[2]).decode() for source in charts]
        return [f"cut off in a chart: {text!r}" for source in sources for text in window.page.evaluate(CUT_OFF, source)]


def chart_text_is_legible(browser: Browser, path: Path) -> list[str]:
    """No text of a chart is smaller than 9 px at 375 px."""
    faults = []
    with opened(browser, path, width=375) as window:
        for image in window.page.query_selector_all("figure img"):
            svg = base64.b64decode((image.get_attribute("src") or "").partition("base64,")[2]).decode()
            view = re.search(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) [\d.]+"', svg)
            sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;\"']*?([\d.]+)px", svg)]
            shown = image.evaluate("e => e.clientWidth - parseFloat(getComputedStyle(e).paddingLeft) * 2")
            if view is None or not sizes:
                faults.append(f"a chart has no text: {(image.get_attribute('alt') or '')[:60]!r}")
            elif (least := min(sizes) * shown / float(view.group(1))) < LEAST_TEXT_PX:
                faults.append(f"chart text of {least:.1f} px: {(image.get_attribute('alt') or '')[:60]!r}")
    return faults


def prints_whole(browser: Browser, path: Path) -> list[str]:
    """On paper: black on white though the reader's screen is dark, headings and columns of tables there, invented data named."""
    faults = []
    with opened(browser, path, scheme="dark") as window:
        page = window.page
        printed = page.pdf(format="Letter", tagged=True, prefer_css_page_size=True)
        page.emulate_media(media="print")
        # folded tables are open on paper, but on a page composed of several they are left to the screen, whole
        left_out = page.locator("body:has(.composed) :is(.sources details, .where-from, .chart-data) th").count()
        headings = page.locator("th").count() - left_out
        if page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)":
            faults.append("paper is not white")
        notices = page.locator(".page-head .invented, .page-foot .invented, body > .invented")
        hidden = [notice for notice in notices.all() if not notice.is_visible()]
        if hidden:
            faults.append("the notice of invented data is not printed")
        page.set_viewport_size({"width": NARROWEST_PAPER_PX, "height": 900})
        faults += [f"leaves the paper: {table}" for table in page.evaluate(OFF_THE_PAPER)]
    tagged = len(re.findall(rb"/S\s*/TH\b", printed))
    if tagged != headings:
        faults.append(f"{tagged} of {headings} table headings are in the PDF")
    return faults


def works_without_scripts(browser: Browser, path: Path) -> list[str]:
    """Without scripts no control is shown that would do nothing, and every row of every open table is there."""
    faults = []
    with opened(browser, path, scripts=False) as window:
        if window.page.locator("button:visible, input:visible, select:visible").count():
            faults.append("a control is shown that nothing answers")
        if window.page.locator("main tbody tr").count() and not window.page.locator("tbody tr").first.text_content():
            faults.append("the tables are empty")
        if not window.page.locator("h1").is_visible():
            faults.append("the heading does not show")
    return faults


CHECKS: tuple[Callable[[Browser, Path], list[str]], ...] = (
    axe_light, axe_dark, axe_phone, fits_a_phone, sealed, works_by_keyboard, chart_text_is_legible, chart_text_is_whole,
    prints_whole, works_without_scripts,
)  # fmt: skip


@pytest.fixture(params=CHECKS, ids=lambda check: check.__name__)
def check(request: pytest.FixtureRequest, browser: Browser) -> Check:
    """Each of the checks in turn."""
    return lambda path: request.param(browser, path)


@pytest.fixture
def open_page(browser: Browser) -> Callable[..., Any]:
    """A page in a window of its own, to be used with `with`."""
    return lambda path, **how: opened(browser, path, **how)
