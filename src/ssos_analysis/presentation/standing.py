"""The rule table: for each comparison and each thing its interval allows, what may be said. The only home of these words.

`we cannot tell` is never `no difference`. A rule that names a cause, blames, or ranks cannot be made.
"""

from __future__ import annotations

from dataclasses import dataclass

from ssos_analysis.errors import DisclosureError
from ssos_analysis.presentation.plain_words import forbidden

TOO_FEW = "with fewer than 30 students we draw no conclusion"


@dataclass(frozen=True)
class Rule:
    """What may be said of one comparison.

    Attributes
    ----------
    comparison : state, change, gap, gap_change, since_2019, recovered, others, peer, bright, goal, proposed, realism,
        took_part, point.
    stands : what the interval allows, as analyses/comparison.py names it.
    say : pattern of the sentence or of its part; names in braces are filled in.
    cell : the same in a table's cell.
    more : a sentence that follows where there is room for one.

    Raises
    ------
    DisclosureError
        A pattern names a cause, blames, or ranks.
    """

    comparison: str
    stands: str
    say: str
    cell: str = ""
    more: str = ""

    def __post_init__(self) -> None:
        if found := forbidden(f"{self.say} {self.cell} {self.more}"):
            raise DisclosureError(
                f"the rule for {self.comparison}, {self.stands}, says what may not be said ({'; '.join(found)})",
                where="presentation/standing.py",
                mend="say what was observed",
            )


_RULES = (
    Rule("state", "above", "above the state's {state}", "above the state"),
    Rule("state", "below", "below the state's {state}", "below the state"),
    Rule("state", "not_clear", "the state's is {state}, and we cannot tell the two apart", "no clear difference from the state"),
    Rule("state", "too_few", f"the state's is {{state}}, and {TOO_FEW}", "too few students to conclude"),
    Rule("state", "no_interval", "the state's is {state}", "no student counts, so we cannot say how sure",
         "No counts are published, so we cannot say how sure the difference is."),
    Rule("state", "unusual", "the state's is {state}", "unusual year, not compared",
         "The year was unusual, so we do not compare."),
    Rule("state", "missing", "the state's is {state}", "no comparison"),
    Rule("change", "above", "the figure rose by {size} {unit} ({span}).", "rose"),
    Rule("change", "below", "the figure fell by {size} {unit} ({span}).", "fell"),
    Rule("change", "not_clear", "the figure changed by {signed} {unit} ({span}). With {first_n} and {n} students, we cannot tell "
         "such a move from chance.", "we cannot tell"),
    Rule("change", "too_few", f"the figure changed by {{signed}} {{unit}} ({{span}}); {TOO_FEW}.", "too few to conclude"),
    Rule("gap", "above", "higher", "higher"),
    Rule("gap", "below", "lower", "lower"),
    Rule("gap", "not_clear", "We cannot tell these apart from {reference}, since the interval includes zero or rounding could "
         "close the gap: {groups}. This does not mean that there is no difference.", "we cannot tell"),
    Rule("gap", "too_few", "With fewer than 30 students on one side we draw no conclusion: {groups}.", "too few to conclude"),
    Rule("topic_gap", "told", "{topic}: {value} of {group} {what} ({when}), and {other} of {others}. That is {size} points "
         "{direction} ({span}).", "clear, and found among all tested"),
    Rule("topic_gap", "small", "", "clear but small"),
    Rule("topic_gap", "not_told", "", "we cannot tell"),
    Rule("topic_gap", "unsteady", "", "not steady enough to conclude"),
    Rule("topic_gap", "too_few", "", "too few students to conclude"),
    Rule("topic_gap", "too_old", "", "too old to conclude"),
    Rule("topic_gap", "none", "Of these groups no gap is clear on any topic tested here: {groups}. This does not mean that "
         "there is none."),
    Rule("topic_gap", "untested", "Of these groups no gap could be tested on any topic here, for want of students, of counts or "
         "of a newer year: {groups}. This does not mean that there is none."),
    Rule("topic_gap", "state", "For the same group in the state the gap is {size} points."),
    Rule("gap_change", "above", "{group}: {first} points in {first_year}, {last} in {year}; the change is clear on each scale.",
         "clear on each scale"),
    Rule("gap_change", "below", "{group}: {first} points in {first_year}, {last} in {year}; the change is clear on each scale.",
         "clear on each scale"),
    Rule("gap_change", "not_clear", "", "we cannot tell it from no change"),
    Rule("gap_change", "too_few", "", "too few students to conclude"),
    Rule("gap_change", "scale_dependent", "", "depends on the scale: nothing is claimed"),
    Rule("since_2019", "above", "{where} was {now} in {year}, {size} points above its {before} of 2019 ({span}).", "above 2019"),
    Rule("since_2019", "below", "{where} was {now} in {year}, {size} points below its {before} of 2019 ({span}).", "below 2019"),
    Rule("since_2019", "not_clear", "{where} was {now} in {year} and {before} in 2019; we cannot tell the two apart ({span}).",
         "we cannot tell it from 2019"),
    Rule("since_2019", "too_few", f"{{where}} was {{now}} in {{year}} and {{before}} in 2019; {TOO_FEW}.", "too few to conclude"),
    Rule("growth", "above", "The mean growth percentile of {group} was clearly above 50 in each of the last {years} comparable "
         "years: {means}.", "lasting, above 50"),
    Rule("growth", "below", "The mean growth percentile of {group} was clearly below 50 in each of the last {years} comparable "
         "years: {means}.", "lasting, below 50"),
    Rule("growth", "not_clear", "", "not clear in each year"),
    Rule("growth", "too_few", "", "too few comparable years"),
    Rule("growth", "none", "Of no group does growth lie clearly on one side of 50 in each of {years} comparable years. This does "
         "not mean that growth was the same for all."),
    Rule("growth", "too_young", "The files read hold fewer than {years} comparable years of every group, so we cannot tell "
         "whether growth lasted on one side of 50."),
    Rule("others", "above", "{rate} of {group} {outcome}, and {other_rate} of all other students: {ratio} times the share, or "
         "{size} points more ({span}). At the others' rate it would be about {excess} students fewer.", "more than for others"),
    Rule("others", "above_without_ratio", "{rate} of {group} {outcome}, and {other_rate} of all other students: {size} points "
         "more ({span}). At the others' rate it would be about {excess} students fewer.", "more than for others"),
    Rule("others", "below", "{rate} of {group} {outcome}, and {other_rate} of all other students.", "less than for others"),
    Rule("others", "not_clear", "We cannot tell these apart from all other students, since the interval includes zero or "
         "rounding could close the difference: {groups}. This does not mean that there is no difference.", "we cannot tell"),
    Rule("others", "too_few", "With fewer than 30 students on one side we draw no conclusion: {groups}.", "too few to conclude"),
    Rule("peer", "better", "Clearly on the better side of {district} there: {peers}.", "clearly on the better side"),
    Rule("peer", "not_clear", "We cannot tell these apart from {district} there: {peers}. This does not mean that there is no "
         "difference.", "we cannot tell"),
    Rule("peer", "other_year", "Not compared, since the figure is of another year: {peers}.", "another year, not compared"),
    Rule("bright", "found", "{school}: {measure}, {group}: {value} in {when}, and {before} in {before_when}. Of schools with "
         "like enrollment about {expected} and {before_expected} would be expected."),
    Rule("goal", "met", "{goal}: met. It was {value} in {when}, and the target is {target} in {target_when}.", "met"),
    Rule("goal", "on_path", "{goal}: on path to {target} in {target_when}. It was {value} in {when}, where the path stands at "
         "{path}.", "on path"),
    Rule("goal", "behind", "{goal}: behind the path to {target} in {target_when}. It was {value} in {when}, where the path "
         "stands at {path}.", "behind"),
    Rule("goal", "cannot_tell", "{goal}: we cannot tell whether it is on path to {target} in {target_when} ({reason}).{now}",
         "we cannot tell"),
    Rule("goal", "not_out", "{goal}: no figure since it was set. {reason}.", "data not out"),
    Rule("goal", "not_read", "{goal}: no figure since it was set. {reason}.", "not in the files read"),
    Rule("proposed", "history", "{objective}: from {value} in {when}{span} to {target} in {target_when}{students}. {reached}."),
    Rule("proposed", "all_districts", "{objective}: from {value} in {when}{span} to {target} in {target_when}{students}. About "
         "one in four changes of all districts was at least as large a year, once chance is allowed for; {why}."),
    Rule("proposed", "halving", "{objective}: from {value} in {when}{span} to {target} in {target_when}{students}. That closes "
         "{share} percent of the distance to {compared} in {years} of the plan. No target is taken from other districts: {why}."),
    Rule("realism", "reached", "", "reached already"),
    Rule("realism", "modest", "", "modest: at least half gained as much"),
    Rule("realism", "ambitious", "", "ambitious: one in two to one in five gained as much"),
    Rule("realism", "very_ambitious", "", "very ambitious: one in five to one in twenty gained as much"),
    Rule("realism", "unprecedented", "", "hardly ever seen: it asks how"),
    Rule("realism", "cannot_tell", "", "we cannot tell: under 20 comparable changes"),
    Rule("took_part", "care", "Taking part: {rates}. Under 95 percent calls for care."),
    Rule("took_part", "caution", "Taking part: {rates}. Under 90 percent, the figures say little of students who did not take "
         "the test."),
    Rule("took_part", "not_compared", "Taking part: {rates}. Under 80 percent, the figures should not be compared with others."),
    Rule("point level", "share",
         "In {when}, {value} of {who} {what}. This is {size} points {side} the state's {reference} ({span})."),
    Rule("point level", "class", "{value} of {when} {what}. This is {size} points {side} the state's {reference} ({span})."),
    Rule("point level", "mean",
         "The {what} was {value} in {when}. This is {size} points {side} the state's {reference} ({span})."),
    Rule("point same_group", "share",
         "In {when}, {value} of {group} {what}. This is {size} points {side} the same group in the state, {reference} ({span})."),
    Rule("point same_group", "class",
         "{value} of {group} in {when} {what}. This is {size} points {side} the same group in the state, {reference} ({span})."),
    Rule("point same_group", "mean", "The {what} was {value} in {when} for {group}. This is {size} points {side} the same group "
         "in the state, {reference} ({span})."),
    Rule("point gap", "share",
         "In {when}, {value} of {group} {what}. This is {size} points {side} {others}, {reference} ({span})."),
    Rule("point gap", "class",
         "{value} of {group} in {when} {what}. This is {size} points {side} {others}, {reference} ({span})."),
    Rule("point change", "share",
         "The share of {who} who {what} was {reference} in {first}. It was {value} in {when}, {size} points {way} ({span})."),
    Rule("point change", "class", "In {first}, {reference} {what}. In {when} it was {value}, {size} points {way} ({span})."),
    Rule("point change", "mean",
         "The {what} was {reference} in {first}. It was {value} in {when}, {size} points {way} ({span})."),
)  # fmt: skip

RULES = {(rule.comparison, rule.stands): rule for rule in _RULES}


def say(comparison: str, stands: str, **words: object) -> str:
    """The sentence, or part of one, that may be said.

    Raises
    ------
    KeyError
        No rule allows anything to be said of this comparison at this strength, or a word of the pattern is not given.
    """
    return RULES[comparison, stands].say.format(**words)


def cell(comparison: str, stands: str) -> str:
    """The same in a table; `not compared` where there is no rule."""
    rule = RULES.get((comparison, stands))
    return rule.cell if rule else "not compared"
