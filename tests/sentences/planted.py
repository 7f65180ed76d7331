"""False sentences of every kind, each made from a true one of a real page by the smallest change that makes it false."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from tests.sentences import reading as r
from tests.sentences.checker import read_sentences
from tests.sentences.claims_gaps import GAP, clear, compared, students
from tests.sentences.finished_page import Page
from tests.sentences.sentence_grammar import Read

Change = Callable[[Page, str], str | None]


@dataclass(frozen=True)
class Plant:
    """A falsehood: the kind of sentence it is made of, and the change. None where the sentence does not lend itself to it."""

    name: str
    kind: str
    change: Change


def swap(pattern: str, to: str | Callable[[re.Match[str]], str]) -> Change:
    """The first place that reads so, said otherwise."""

    def change(page: Page, sentence: str) -> str | None:
        return re.sub(pattern, to, sentence, count=1) if re.search(pattern, sentence) else None

    return change


def more(step: str = "1") -> Callable[[re.Match[str]], str]:
    """The number in a match, one unit of its last digit more."""

    def bump(m: re.Match[str]) -> str:
        return re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + int(step)) % 10), m[0])

    return bump


def next_year(m: re.Match[str]) -> str:
    return re.sub(r"\d{4}(-\d{2})?", lambda y: f"{int(y[0][:4]) - 1}" + (f"-{int(y[0][2:4]):02d}" if y[1] else ""), m[0])


def second_widest(page: Page, sentence: str) -> str | None:
    """The headline of the largest gap, true in every word but that it is the second largest."""
    for table in page.named("table-gaps-"):
        found = clear(table.csv)
        m = re.search(r"is for (?P<group>.+?): (?P<size>[\d.]+) points (?P<side>below|above)", sentence)
        if not m or len(found) < 2 or r.group(m["group"]) != found[0]["student_group"]:
            continue
        if not r.is_rounded(m["size"], abs(float(found[0][GAP]))):
            continue
        gap, printed = float(found[1][GAP]), next(row for row in table.rows if r.group(row["Group"]) == found[1]["student_group"])
        new = f"is for {printed['Group']}: {printed['Gap, points'].lstrip('−+')} points {'below' if gap < 0 else 'above'}"
        return sentence.replace(m[0], new)
    return None


def other_group(page: Page, sentence: str) -> str | None:
    """Another group of the same table in the place of the one that is named."""
    m = re.search(r" for (?P<group>[^.:(]+?) than for", sentence)
    table = next(iter(page.named("table-gaps-")), None)
    if not m or table is None:
        return None
    others = [row["student_group"] for row in clear(table.csv) if row["student_group"] != r.group(m["group"])]
    labels = [row["Group"] for row in table.rows if r.group(row["Group"]) in others]
    return sentence.replace(m["group"], labels[-1]) if labels else None


def hidden_as_unclear(page: Page, sentence: str) -> str | None:
    """A group whose gap is clear among those that cannot be told apart."""
    for table in page.named("table-gaps-"):
        named = [row for row in clear(table.csv) if students(row) >= r.LEAST_N]
        if named and compared(table.csv):
            label = next(row["Group"] for row in table.rows if r.group(row["Group"]) == named[0]["student_group"])
            return re.sub(r"(could close the gap: )", rf"\g<1>{label}, ", sentence)
    return None


NUM = r"\d[\d,]*(?:\.\d+)?"
PLANTS = [
    # number
    Plant("the newest figure is a digit off", "newest_figure", swap(rf"(?<=, ){NUM}(?=%? of)|(?<=was ){NUM}", more())),
    Plant("the state's figure is a digit off", "newest_figure", swap(rf"(?<=state's ){NUM}|(?<=state's is ){NUM}", more())),
    Plant("a gap is a digit off", "one_gap", swap(rf"(?<=: ){NUM}(?= points)", more())),
    Plant("a change is a digit off", "change", swap(rf"(?<= by ){NUM}(?= percentage)", more())),
    Plant("an end of an interval is a digit off", "one_gap", swap(rf"(?<=to [−+]){NUM}", more())),
    Plant("a main point's difference is a digit off", "_point", swap(rf"(?<= ){NUM}(?= points)", more())),
    Plant("the students fewer are another number", "more_than_others", swap(rf"(?<=about ){NUM}", more())),
    Plant("the ratio is a digit off", "more_than_others", swap(rf"{NUM}(?= times the share)", more())),
    Plant("the figure of 2019 is a digit off", "since_2019", swap(rf"{NUM}(?=%? (?:of|in) 2019)", more())),
    Plant("another number of values is short of target", "short_of_target", swap(r"^\d+", more())),
    Plant("another number of groups improved", "groups_improved", swap(r"\d+(?= of \d+ groups)", more())),
    Plant("the state determined another percentage", "determination", swap(r"\d+(?= percent)", more())),
    Plant("another number of peers is clearly better", "better_headline", swap(r"(?:none|\d+)(?= of \d+ peer)", "9")),
    Plant("peers reach another figure", "_strip", swap(rf"(?<=peers, ){NUM}", more())),
    Plant("a peer is a firm choice that is none", "how_many_peers", swap(r"\d+(?= of (?:them|\d+) are firm)", more())),
    Plant("an age is a digit off", "age_of_a_topic", swap(rf"(?<=ended ){NUM}", more())),
    Plant("more passed than are in the table", "looked_at", swap(r"\d+(?= passed)", more())),
    Plant("a topic's gap is a digit off", "topic_gap", swap(rf"(?<=is ){NUM}(?= points)", more())),
    Plant("another number of groups is clearly below 2019", "groups_since_2019", swap(r"\d+(?= clearly below)", more())),
    Plant("another part of the distance is closed", "proposed_goal", swap(r"\d+(?= percent of the distance)", more())),
    Plant("in other years", "proposed_goal", swap(r"\d+(?= years of the plan\. No target)", more())),
    Plant("more findings have no goal", "findings_without_a_goal", swap(r"\d+(?=\)\.$)", more())),
    Plant("more findings passed than stand below", "strongest_first", swap(r"^\d+", more())),
    Plant("another number of gaps was tested together", "tested_together", swap(r"^\d+", more())),
    Plant("another topic was tested", "tested_together", swap(r"(?<=on: ).+(?=\.)", "Annual dropout")),
    Plant("a proposed target is a digit off", "proposed_goal", swap(rf"(?<=to ){NUM}(?=%? in)", more())),
    Plant("schools judged in other years", "better_than_expected", swap(r"judged \([^)]+\)", "judged (2001 and 2002)")),
    Plant("what is expected of a school is a digit off", "bright_spot", swap(rf"(?<=about ){NUM}", more())),
    # sign and direction
    Plant("lower is called higher", "one_gap", swap(r"\blower\b", "higher")),
    Plant("higher is called lower", "one_gap", swap(r"\bhigher\b", "lower")),
    Plant("a fall is called a rise", "change", swap(r"\bfell\b", "rose")),
    Plant("below 2019 is called above", "since_2019", swap(r"\bbelow\b", "above")),
    Plant("a main point lies on the other side", "_point", lambda page, one: swap(r"\bbelow\b", "above")(page, one)
          or swap(r"\babove\b", "below")(page, one)),
    Plant("the largest gap lies on the other side", "largest_gap", swap(r"\bpoints below\b", "points above")),
    # year
    Plant("the newest figure is of another year", "newest_figure", swap(r" in \d{4}(?:-\d{2})?|class of \d{4}", next_year)),
    Plant("a change is from another year", "change", swap(r"^From (?:the class of )?\d{4}", next_year)),
    Plant("a main point is of another year", "_point", swap(r"In \d{4}(?:-\d{2})?|class of \d{4}", next_year)),
    Plant("a line ends in another year", "line_chart", swap(r"(?<= in )\d{4}(?:-\d{2})?(?=;)|class of \d{4}(?=;)", next_year)),
    Plant("the gaps are of another year", "largest_gap", swap(r" in \d{4}(?:-\d{2})?|class of \d{4}", next_year)),
    # group
    Plant("a gap of another group", "one_gap", other_group),
    Plant("the figure of 2019 of another group", "since_2019",
          swap(", students with disabilities,", ", male students,")),
    Plant("a clear gap among those that cannot be told", "unclear_gaps", hidden_as_unclear),
    Plant("another group behind the others' rate", "more_than_others",
          swap(r"of (?:high needs|low-income|male) students", "of female students")),
    Plant("another group is lowest in the chart", "gaps_drawn", swap(r"points \([^)]+\)", "points (Nonbinary)")),
    # comparator
    Plant("beside White students, not all others", "one_gap", swap("all other students", "White students")),
    Plant("the state in the place of the same group", "_point", swap(r"the same group in the state,", "the state's")),
    Plant("the same group in the place of the others", "_point", swap(r"all other students,", "the same group in the state,")),
    Plant("peers are compared with another district", "peers_better", swap(r"side of .+? there", "side of Fernhollow there")),
    # how sure
    Plant("below, where we cannot tell", "newest_figure",
          swap(r"\. The state's is (\S+), and we cannot tell the two apart\.", r", below the state's \1.")),
    Plant("above, where there are too few students", "newest_figure",
          swap(r"\. The state's is (\S+), and with fewer than 30 students we draw no conclusion\.", r", above the state's \1.")),
    Plant("we cannot tell, where it is clear", "newest_figure",
          swap(r", (?:below|above) the state's (\S+)\.$", r". The state's is \1, and we cannot tell the two apart.")),
    Plant("the state's is, where no interval allows more than that", "newest_figure",
          swap(r"(?<=[a-z\d)])\. The state's is (\S+)\.$", r", above the state's \1.")),
    Plant("too few students, where there are enough", "newest_figure", swap(r", (?:below|above) the state's (\S+)\.$",
          r". The state's is \1, and with fewer than 30 students we draw no conclusion.")),
    Plant("it fell, where there are too few students", "change",
          swap(r"changed by −(\S+) (.+?\)); with fewer than 30 students we draw no conclusion\.", r"fell by \1 \2.")),
    Plant("a move that chance allows, where it is clear", "change",
          swap(r"fell by (\S+) (.+?\))\.",
               r"changed by −\1 \2. With 100 and 100 students, we cannot tell such a move from chance.")),
    Plant("we cannot tell, where it is below 2019", "since_2019",
          swap(r", \S+ points below its (\S+) of 2019 (\(.+?\))\.", r" and \1 in 2019; we cannot tell the two apart \2.")),
    Plant("clear though fewer than 30", "since_2019",
          swap(r" and (\S+) in 2019; with fewer than 30 students we draw no conclusion",
               r", 9 points below its \1 of 2019 (−12 to −6)")),
    Plant("on path, where it is behind", "goal_stands", swap("behind the path", "on path")),
    Plant("met, where it is not", "goals_headline", swap(r"\d+(?= met)", more())),
    # students of another row
    Plant("another number of groups is compared", "corrected", swap(r"^\d+", more())),
    Plant("another number of gaps was tested", "corrected", swap(r"\d+(?= tested)", more())),
    Plant("another number of students enrolled", "who_caption", swap(rf"{NUM}(?= students)", more())),
    # headline and alternative text
    Plant("the second largest gap in the place of the largest", "largest_gap", second_widest),
    Plant("the chart of another measure", "line_chart",
          swap(r"Line chart\. [^:]+?, (?=[A-Z][a-z]+[^,:]*:)", "Line chart. Annual dropout, ")),
    Plant("the headline of another district", "newest_figure", swap(r"^In [^,]+,", "In Fernhollow,")),
    Plant("more gaps are clear than are", "gaps_drawn", swap(r"\d+(?= clear of zero)", more())),
    Plant("the line is said to be whole", "line_chart", swap(r"\. Other years do not compare", "")),
    # a sentence nobody has compared with a table
    Plant("a claim of its own", "one_gap", lambda *_: "The gap has widened since 2019, as it did in other districts."),
    Plant("a cause", "change", lambda *_: "Attendance campaigns have moved the figure up by 4 points."),
]  # fmt: skip


def written(text: str) -> Iterator[str]:
    """The ways a text can stand in HTML."""
    quoted = html.escape(text, quote=False)
    yield from (text, quoted, html.escape(text), quoted.replace('"', "&quot;"), html.escape(text).replace("&#x27;", "&#39;"))


def plant(page: Page, plant: Plant) -> tuple[str, str] | None:
    """The page's HTML with the falsehood in it, and the false sentence; None where the page has no sentence of the kind."""
    candidates = _of_kind(page, plant.kind)
    source = page.path.read_text("utf-8") if candidates else ""
    for one in candidates:
        false = plant.change(page, one.sentence)
        if false is None or false == one.sentence:
            continue
        for old, new in zip(written(one.sentence), written(false), strict=True):
            made, times = re.subn(re.escape(old).replace(r"\ ", r"(?:\s|&nbsp;)+"), lambda _, new=new: new, source)
            if times == 1:
                return made, false
    return None


def _of_kind(page: Page, kind: str) -> list[Read]:
    return [one for one in _sentences(page) if one.kind == kind and not one.faults]


@cache
def _sentences(page: Page) -> list[Read]:
    return read_sentences(page)
