"""Sentences that hold no figure of a district: each was read, and is the same on every page it stands on."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from ssos_analysis.workspace import home
from tests.sentences import reading as r
from tests.sentences.finished_page import Page, Text
from tests.sentences.sentence_grammar import claim

FIXED = [
    r"Main points", r"Strengths", r"Where to look first", r"What students are offered", r"By race and ethnicity",
    r"Other student groups",
    r"None of these figures comes with a count of people, so we cannot say how sure a difference from the state is\.",
    r"These figures are themselves counts of students, so none has an interval\.",
    r"The whole page: [A-Z][^:]+",
    # charts
    r"Bars show 95 percent intervals(; zero means no gap)?\.", r"All charts of this section share one scale\.",
    r"Groups overlap( \(a student can be in several\), so gaps do not add up|: a student can be in several)\.",
    r"The files read hold no counts, so there is no interval, and we cannot say how sure a difference is\.",
    r"Level is where an arrow ends, change its length and direction\.",
    r"Groups overlap; small ones move more by chance\.",
    r"Drawn: the published figure moved towards the mean of all districts, the more so the fewer its students; it serves this "
    r"comparison and is nobody's result\.",
    r"Nearest in context first; there is no order by result\.",
    r"No place among peers is given: with so few, chance covers nearly all of them\.",
    r"Their context is alike; what they do is not in these data\.",
    r"Dots and bars: the school's figure, drawn, with its 95 percent interval; diamonds: what is expected\.",
    r"Why a school does better is not in these data: schools that choose their students, or whom students choose, are "
    r"among them\.",
    r"Filled dots: clear gaps; bars: 95 percent intervals\.", r"Diamonds: the (gap of the )?same group in the state\.",
    r"The axis is turned so that right is always the less good side: fewer who graduate, or more who are absent\.",
    r"Groups overlap, so gaps do not add up\.", r"Bars: 95 percent intervals\.",
    r"Filled dots: clearly above or below 2019; hollow dots: we cannot tell, or fewer than 30 students\.",
    r"Of many groups, about one in twenty lies apart from the state's by chance\.",
    # tables
    r"Change: newest less first comparable year, in (percentage points|percentile points), from counts, with a 95% interval\.",
    r"Gap: the group's figure minus that of all other students, from counts\.",
    r"Ratio: the group's share over theirs; the next column is the ratio of the shares without the outcome\.",
    r"A number is a clear gap in points: the group's figure minus that of all other students\.",
    r"Words say why no gap is told; it may be there all the same\.",
    r"A percentage with a reason beside it is the state's figure, shown and not compared\.",
    r"Mean growth percentile as published, in parentheses its 95% interval; students and state are those of the newest year\.",
    r"50 is the state's mean in an ordinary year\.",
    r"Growth says how students moved beside students of like score histories, not how much they learned\.",
    r"Lasting: clearly on one side in each of \d comparable years\.",
    r"Figures are the state's, with the state's decimals; a group that is not listed is not published for this school\.",
    r"In parentheses: 95% intervals, where counts are published\.", r"A figure of an earlier year says so\.",
    r"Schools of other grades and other students cannot be compared by one figure\.",
    r"Expected: what schools of the state with like shares of low-income students, English learners and students with "
    r"disabilities "
    r"reach\.",
    r"Drawn: the published figure moved towards that, the more so the fewer its students\.",
    r"Found: at least five points better, drawn, in both years of its row, and standing among all cases looked at "
    r"\(Benjamini-Hochberg, 10 "
    r"percent\)\.",
    r"The files read hold no counts of students for these figures, so none has an interval\.",
    r"The students of the two years are not the same\.", r"Figures are the state's, with the state's decimals\.",
    r"Shares are the state's\.",
    r"Only years of one series compare with one another\.",
    r"Gap: the group's figure minus the reference's, from counts, rounded once; it may differ in the last digit from the "
    r"difference of the rounded figures\.",
    r"Interval: Newcombe\.",
    r"Where two intervals overlap widely, an order between the schools says little\.",
    r"Each row is the newest year that the files read hold for it, counted on 1 October\.",
    r"“About” marks a count the state does not publish: share times enrollment, rounded\.",
    r"A full count of students has no sampling interval\.", r"Groups other than race and gender overlap\.",
    r"Small: under 5 points and under 0\.2 on Cohen's h\.",
    r"Tested together in \d+ famil(y|ies) \(Benjamini-Hochberg, 10%\)\.",
    r"Strength: the end of the interval of the size that is nearest to none\.",
    r"A difference is from counts, rounded once: it may differ in the last digit from that of the figures printed\.",
    r"In parentheses: the range in which the difference may lie \(95 percent interval\), and the students behind the figure\.",
    r"In parentheses: 95% intervals\.",
    r"Ratio: the group's share over that of [^;]+; the next column is the ratio of the shares without the outcome\.",
    r"Standard deviations take both groups as normal with one spread\.",
    r"Where needed, a half was added to each count\.",
    r"Scales: points, both ratios, standard deviations\.", r"Above zero: the group moved up beside the others\.",
    r"Where an interval leaves zero out and we still cannot tell, the rounding of the published figures could undo "
    r"the change, or "
    r"another scale shows it less clearly\.",
    r"Since 2019: newest less 2019, from counts, with a 95% interval\.",
    r"A share of the fall is stated only where the figure clearly fell by 3 points or more from 2019 to 2022; its interval is "
    r"Fieller's, and below 0% is a further fall\.",
    r"Back at the level of 2019 is back at its gaps: this is no goal\.",
    r"A ratio is reckoned where the group has at least 30 students and 10 of them with the outcome, and its comparison too: the "
    r"federal rule's minimums \(34 CFR 300\.647\); the state's own are not confirmed\.",
    r"Ratios are described; none is called significant\.",
    r"More or fewer students: than the others' rate would give, about\.",
    r"Students in no reported group are a part of it, too\.", r"Shares: a group's students over all students counted\.",
    r"They hold what the state prints and nothing derived\.", r"Each row names its file and row\.",
    r"Staff are counted in full-time equivalents, so no interval can be given, and the two shares are not subtracted\.",
    r"A district shares its labor market with others: the state's shares stand in the table\.",
    r"Dots: staff; diamonds: students\.", r"All jobs, not teachers alone\.",
    r"Compare with the state's reports “Staffing by Race/Ethnicity and Gender” and “Enrollment by Race/Gender”\.",
    r"No figure here has an interval: (the report gives full-time equivalents, not people|an amount, or a mean whose "
    r"spread is not "
    r"published, has none|the files read hold no counts of students)\.",
    # goals
    r"Newest figure of each goal about a share of students, and its target; percent",
    r"Newest published figure and proposed target of each goal about a share of students; percent",
    r"Dots and bars: now, with the 95 percent interval where counts are published; diamonds: the target\.",
    r"Dots and bars: the newest published figure with its 95 percent interval; diamonds: the proposed target\.",
    r"On path: all of the 80% interval lies at or beyond the straight line from the start to the target; behind: "
    r"all of it lies short "
    r"of it\.",
    r"An interval of 80% is used for that, since a goal is looked at again next year\.",
    r"More students: with the outcome, of as many as now \(fewer, where less is better\)\.",
    r"In the better direction, in the measure's unit\.",
    r"Comparable: districts with a third to three times the students that began within ten points, over as many "
    r"years \(a longer goal "
    r"is asked pro rata\)\.",
    r"After chance: the same, once what the number of students alone makes of a change is taken away\.",
    r"Another measure, a higher target or a goal about what students are offered may serve better\.",
    r"Target: what comparable districts gained at the 75th percentile in as many years, chance taken away; where "
    r"too few are known, "
    r"what all districts did; where these are too few, the pace that halves the distance to what the figure was "
    r"compared with in six "
    r"years, and at most half of it; then rounded\.",
    r"How far it reaches: by the changes as published, which chance makes larger; beside them the same once what the number of "
    r"students alone makes of a change is taken away\.",
    r"This does not mean that there is none\.",
    r"Steps: the newest figure is taken to hold until the plan begins; from there each year of the plan brings an equal share of "
    r"the gain\.",
    r"More students: with the outcome, of as many as in the year of the baseline \(fewer, where less is better\)\.",
    r"English learners and former English learners together, or progress in English, say more\.",
    # accountability
    r"The percentage alone does not decide the class: a graduation rate below the state's line, or too few students tested, can "
    r"require assistance at any percentage\.",
    r"Indicators that chance alone could have given other points:",
    r"Percent: points earned over points possible, with the year before where two years count\.",
    r"Ours: the same built again from the points that the state prints; the published figure stands wherever they differ\.",
    r"A percentile is of schools only\.", r"Schools are listed by name: this is no ranking\.",
    r"What would end it is the line of the same rule; the state's other conditions for leaving are not confirmed\.",
    r"Of schools that overlap .+", r"Line: its rule asks for assistance of a percentile at or under it and of a rate "
    r"under it\.",
    r"Participation: of the tests the files hold, the one with the lowest rate of all students\.",
    r"A rate is here when its interval(, also one of too few students to show,)? holds the line, so that chance alone "
    r"could have put "
    r"it on the other side\.",
    r"A percentile is a rank and has no interval\.",
    r"Each cell: the value, its change from the year before, whether that is better, and points of 4\.",
    r"A value stands whether it rose or fell: a group can improve far below its target, or decline above it\.",
    r"Growth has no year before\.",
    r"A target can count as met while results fall: within its band, by the other path, or by a place among the "
    r"state's highest\.",
    r"Before rounding\.", r"Points weigh very differently\.",
    r"A line says what a point would move, and beside it which students it does not count and which groups missed a target "
    r"elsewhere: they need support whatever the arithmetic says\.",
    r"This is where the arithmetic is sensitive, not where needs are greatest: each line leaves out the students and "
    r"groups beside it\.",
    r"It informs a plan and picks no student\.",
    r"Arithmetic under the rules of the year, with every other point held\.", r"None of it is a forecast\.",
    r"Ahead: positive where the value is better than its target\.",
    r"Next target: printed, or this one and the printed step; whether the state starts again from the new value is "
    r"not confirmed\.",
    r"A rare gain is not forbidden: it asks how\.",
    r"Published to built: organizations\.",
    r"Equal to no inputs: figures compared \(points, totals, columns, years, labels\)\.",
    r"Explained: rounding of the year before, a restated year, a path or percentile that is not printed, or a rule that is not "
    r"confirmed\.",
]  # fmt: skip
_FIXED = re.compile("|".join(f"(?:{one})" for one in FIXED))


def is_fixed(page: Page, text: Text, sentence: str) -> bool:
    """Whether a sentence is a reviewed one, the notebook's own words, or the definition of the measure it stands under."""
    sentence = sentence.strip()
    if text.role in ("words", "heading"):
        words = _words_of_recipes() if page.is_composed else _words_of(page.brief)
        meaning = sentence.partition(" : ")[2] or sentence  # a word of the glossary, and what it means
        return meaning in words or bool(_FIXED.fullmatch(sentence))
    if text.role == "table_note" and (table := page.table(text.table)):
        measure = r.measure(table.measure)
        if measure and sentence in re.split(r"(?<=\.) (?=[A-Z])", measure.definition):
            return True
    return bool(_FIXED.fullmatch(sentence))


@lru_cache
def _words_of(brief: str) -> str:
    """All markdown of the notebook a page was made from, as a reader sees it: the same for every district."""
    path = home() / "notebooks" / f"{brief}.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"] if path.is_file() else []
    return _as_read("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"))


@lru_cache
def _words_of_recipes() -> str:
    """The words a composed page can have: those of every notebook, of the recipes, and of the press."""
    of_notebooks = " ".join(_words_of(path.stem) for path in sorted((home() / "notebooks").glob("*.ipynb")))
    recipes = " ".join(path.read_text("utf-8") for path in sorted((home() / "params" / "briefs").glob("*.yml")))
    press = re.sub(r'"\s*\n\s*f?"', "", (home() / "src" / "ssos_analysis" / "press" / "composing.py").read_text("utf-8"))
    method = (home() / "reports" / "templates" / "how_we_measured.md").read_text("utf-8")
    glossary = (home() / "params" / "glossary.yml").read_text("utf-8")
    return _as_read("\n".join((of_notebooks, recipes, press, method, glossary)))


def _as_read(markdown: str) -> str:
    plain = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", markdown)
    return re.sub(r"\s+", " ", re.sub(r"[*_`#]", "", plain))


@claim("lead", r".+\? Each figure has its own year, none later than (?P<when>\d{4}-\d{2})\.$")
def lead_of_a_recipe(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    years = [int(float(row["school_year"])) for table in page.tables for row in table.csv if row.get("school_year")]
    if years and max(years) > int(r.time(m["when"])[0]):
        yield f"the page has a figure of {max(years)}"


@claim(
    "lead",
    r".+\? (?P<district>.+?)'s figures, each with its own year \(none later than (?P<when>\d{4}-\d{2})\), beside the state's\.$",
)
def lead(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district:
        yield f"the page is of {page.district}"
    years = [int(float(row["school_year"])) for table in page.tables for row in table.csv if row.get("school_year")]
    if years and max(years) > int(r.time(m["when"])[0]):
        yield f"the page has a figure of {max(years)}"


@claim("place", r"(?P<district>.+?) · (?P<code>\d{8})(?: · .+)?$")
def place(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    named = {row["org_code"] for table in page.tables for row in table.csv if row.get("org_name") == m["district"]}
    codes = {code for code in named if code.endswith("0000")}  # a charter school's one school may have its name
    if codes - {m["code"]}:
        yield f"the figures are of {', '.join(sorted(codes))}"


def page_path(site: Path, district: str, brief: str) -> Path:
    """The page of a district in a built site."""
    stem = district.lower().replace(" ", "-")
    (folder,) = (path for path in site.iterdir() if path.is_dir() and path.name.endswith(stem))
    return folder / f"{brief}.html"
