"""A district's own goals and where they stand; and what is proposed for each finding."""

from __future__ import annotations

import re
from collections import Counter

from tests.sentences import reading as r
from tests.sentences.finished_page import Page, Row, Table, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN
STANDS = {
    "met": "met", "on path": "on_path", "behind": "behind", "we cannot tell": "cannot_tell", "data not out": "not_out",
    "not in the files read": "not_read",
}  # fmt: skip
_ONE = "(?:met|on path|behind|we cannot tell|data not out|not in the files read)"
_COUNTED = rf"(?P<counted>\d+ {_ONE}(?:; \d+ {_ONE})*)\."


def _goals(page: Page) -> Table:
    table = page.table("table-own-goals")
    assert table, "the page has no table of goals"
    return table


def _sign(row: Row) -> int:
    measure = r.measure(row["measure"])
    assert measure
    return 1 if measure.better == "higher" else -1


def _named(rows: tuple[Row, ...], name: str) -> list[Row]:
    """Rows of `English learners and ELA, grades 3-8` as a goal is called: its measure, and its group after a comma."""
    found = []
    for row in rows:
        measure = r.measure(row["measure"])
        if measure and name.lower().startswith(measure.short_label.lower()):
            group = name[len(measure.short_label) :].removeprefix(", ")
            if (r.group(group) if group else "all_students") == row["student_group"]:
                found.append(row)
    return found


def stands(row: Row) -> str:
    """Where a goal stands, worked out again: met by the published figure, else by the 80 percent interval beside the path."""
    if not row["published_figure"]:
        return "not_out"
    sign, value, target = _sign(row), float(row["published_figure"]), float(row["target"])
    if sign * (value - target) >= 0:
        return "met"
    if not row["path_derived"] or not row["students_n"] or not row["interval_low"]:
        return "cannot_tell"
    path = float(row["path_derived"])
    half = (float(row["interval_high"]) - float(row["interval_low"])) / 2 * 1.2815515594457831 / 1.959963984540054
    if sign * (value - path) >= half:
        return "on_path"
    return "behind" if sign * (value - path) <= -half else "cannot_tell"


def _counted(page: Page, words: str) -> r.Faults:
    told = Counter({STANDS[word]: int(n) for n, word in re.findall(r"(\d+) ([a-z ]+)", words)})
    true = Counter(row["stands"] for row in _goals(page).csv)
    if told != true:
        yield f"of the goals {', '.join(f'{n} {word}' for word, n in true.items())}"


@claim("prose", rf"(?P<plan>[^:]+), (?P<date>[^:]+): {_COUNTED}$")
def goals_counted(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    yield from _counted(page, m["counted"])


@claim("headline", rf"(?P<district>.+?)'s goals: {_COUNTED}")
def goals_headline(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district:
        yield f"the goals are of {page.district}"
    yield from _counted(page, m["counted"])


@claim(
    "alt",
    rf"Dot chart with intervals, goals of (?P<district>[^:]+): {_COUNTED} (?P<name>.+): (?P<value>{N}) in "
    rf"(?P<when>{W}), target (?P<target>{N})\.",
)
def goals_drawn(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if not page.district.startswith(m["district"]):
        yield f"the goals are of {page.district}"
    yield from _counted(page, m["counted"])
    rows = _named(_goals(page).csv, m["name"])
    if not any(
        r.is_rounded(m["value"], row["published_figure"])
        and r.is_rounded(m["target"], row["target"])
        and r.is_time(m["when"], row)
        for row in rows
    ):
        yield f"no goal of {m['name']} has these figures"


_IT_WAS = rf"(?P<value>{N})(?: \((?P<span>[^)]+)\))? in (?P<when>{W})"


@claim(
    "item",
    rf"(?P<name>[^:]+): (?:(?P<met>met)\. It was {_IT_WAS}, and the target is (?P<goal>{N}) in "
    rf"(?P<until>{W})\.|(?P<side>on path|behind "
    rf"the path) to (?P<target>{N}) in (?P<year>{W})\. It was (?P<now>{N})(?: \((?P<now_span>[^)]+)\))? in "
    rf"(?P<now_when>{W}), where the "
    rf"path stands at (?P<path>{N})\.)",
)
def goal_stands(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    told = "met" if m["met"] else "on_path" if m["side"] == "on path" else "behind"
    target, year = m["goal"] or m["target"], m["until"] or m["year"]
    rows = [
        row for row in _named(_goals(page).csv, m["name"])
        if r.is_rounded(target, row["target"]) and r.is_time(year, row, "target_year")
    ]  # fmt: skip
    if not rows:
        yield "the table has no such goal"
        return
    yield from _a_goal(rows[0], told, m["value"] or m["now"], m["when"] or m["now_when"], m["span"] or m["now_span"])
    if m["path"]:
        yield from _path(rows[0], m["path"])


def _a_goal(row: Row, told: str, value: str, when: str, span: str | None) -> r.Faults:
    if not r.is_rounded(value, row["published_figure"]) or not r.is_time(when, row):
        yield f"it was {row['published_figure']} in {row['school_year']}"
    if bool(span) != bool(row["interval_low"]):
        yield f"the interval is {row['interval_low'] or 'none'}"
    elif span:
        for part, end in zip(span.replace("\N{NO-BREAK SPACE}", " ").split(" to "), ("low", "high"), strict=True):
            if not r.is_rounded(part, row[f"interval_{end}"]):
                yield f"the {end} end is {row[f'interval_{end}']}"
    if row["stands"] != told or (told == "met") != (stands(row) == "met"):
        yield f"the goal stands: {row['stands']}"
    opposite = {"on_path": "behind", "behind": "on_path"}
    if stands(row) == opposite.get(told):
        yield f"its interval says {stands(row)!r}"


def _path(row: Row, told: str) -> r.Faults:
    start, end, now = (float(row[name]) for name in ("baseline_year", "target_year", "school_year"))
    path = float(row["baseline"]) + (float(row["target"]) - float(row["baseline"])) * (now - start) / (end - start)
    if abs(path - float(row["path_derived"])) > 1e-6 or not r.is_rounded(told, row["path_derived"]):
        yield f"the path stands at {path:.2f}"


@claim(
    "item",
    rf"(?P<name>[^:]+): we cannot tell whether it is on path to (?P<target>{N}) in (?P<year>{W}) "
    rf"\((?P<reason>.+?)\)\.(?: It was {_IT_WAS}\.)?$",
)
def goal_not_told(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    rows = [row for row in _named(_goals(page).csv, m["name"]) if r.is_rounded(m["target"], row["target"])]
    if not rows:
        yield "the table has no such goal"
        return
    if m["value"]:
        yield from _a_goal(rows[0], "cannot_tell", m["value"], m["when"], m["span"])
    if rows[0]["stands"] != "cannot_tell" or rows[0]["reason"].rstrip(".").lower() != m["reason"].lower():
        yield f"the goal stands: {rows[0]['stands']} ({rows[0]['reason']})"


@claim("item", r"(?P<name>[^:]+): no figure since it was set\. (?P<reason>.+)\.$")
def goal_not_out(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    stands_so = "not_out" if " not out until " in m["reason"] else "not_read"
    rows = [row for row in _named(_goals(page).csv, m["name"]) if row["stands"] == stands_so]
    if not any(row["reason"].rstrip(".").lower() == m["reason"].lower() for row in rows):
        yield "the table has no such goal without a figure"


@claim("note", r"(?P<district>.+?) has given no goals of its own to this office yet\. Below is what the figures suggest\.")
def no_goals(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district or page.table("table-own-goals"):
        yield "the page has goals"


@claim("note", r"What these goals ask for is not reckoned \((?P<why>.+?)\): (?P<names>.+)\.$")
def not_reckoned(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    for name in m["names"].split("; "):
        if not _named(_goals(page).csv, name):
            yield f"there is no goal of {name}"


# --- what is proposed ----------------------------------------------------------------------------------------------------


def _proposed(page: Page) -> Table:
    table = page.table("table-proposed-goals")
    assert table, "the page has no table of proposed goals"
    return table


@claim(
    "prose",
    rf"(?P<n>\d+) goals? (?:is|are) proposed for (?P<when>{W}), the third year of a plan that begins now: to start a "
    rf"talk, not to end it\.",
)
def how_many_proposed(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _proposed(page)
    if int(m["n"]) != len(table.csv):
        yield f"{len(table.csv)} goals are proposed"
    if {r.time(m["when"])[0]} != {row["target_year"].removesuffix(".0") for row in table.csv}:
        yield f"they are for {', '.join(sorted({row['target_year'] for row in table.csv}))}"


@claim("prose", r"(?P<n>\d+) findings? on the less favorable side passed every rule\.")
def findings_that_passed(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-main-points")
    if table is None:
        return
    concerns = sum(1 for row in table.csv if row["side"] == "concern" and not row["why_hidden"])
    hidden = sum(1 for row in table.csv if row["why_hidden"] and row["comparison"] != "opportunity")
    if not concerns <= int(m["n"]) <= concerns + hidden:
        yield f"the table of findings has {concerns} on that side"


@claim(
    "prose",
    r"A goal is made of the strongest, one for each measure and group, of one topic two at most, and five at most in all\.",
)
def rule_of_goals(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    goals = [(row["measure"], row["student_group"]) for row in _proposed(page).csv]
    topics = Counter(measure.topic for one, _ in goals if (measure := r.measure(one)))
    if len(goals) > 5 or len(set(goals)) < len(goals) or max(topics.values(), default=0) > 2:
        yield f"the goals are {goals}"


_SAME = "another comparison of a measure and group that has one"


@claim("prose", r"Without a goal of their own: (?P<parts>.+? \(\d+\))\.$")
def findings_without_a_goal(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """With the goals they are all that passed; other comparisons of the goals' own measures and groups are in the table."""
    parts = {words: int(n) for words, n in re.findall(r"(?:^|; )([^;]+?) \((\d+)\)", m["parts"])}
    passed = re.search(r"(\d+) findings? on the less favorable side passed", text.text)
    goals = {(row["measure"], row["student_group"]) for row in _proposed(page).csv}
    if passed is None or int(passed[1]) != sum(parts.values()) + len(goals):
        yield f"{sum(parts.values())} and {len(goals)} goals are not all that passed"
    table = page.table("table-main-points")
    if table and not any(row["why_hidden"] for row in table.csv):
        keys = [(row["measure"], row["student_group"]) for row in table.csv if row["side"] == "concern"]
        same = sum(1 for key in keys if key in goals) - len(goals)
        if parts.get(_SAME, 0) != same:
            yield f"{same} are other comparisons"


def _how(said: str, row: Row) -> r.Faults:
    """What a sentence says of where its target is from: how many gained as much, or what part of a distance it closes."""
    known = float(row["comparable_changes_n"] or 0)
    if reached := re.match(
        rf"Of (?P<n>{N}) comparable changes of other districts over (?P<years>one|\d+) years?, (?P<reached>{N}) "
        rf"(?P<way>gained|lowered it) at least as much a year; (?:about (?P<after>{N})|none) once chance is allowed for"
        rf"(?: \(of the (?P<known>{N}) where it is known\))?$",
        said,
    ):
        told = [reached["n"], reached["reached"], reached["after"] or "0"]
        true = [row[f"{name}_n"] for name in ("comparable_changes", "gained_as_much", "gained_as_much_after_chance")]
        of_which = reached["known"] or reached["n"]
        if reached["way"] != ("gained" if _sign(row) > 0 else "lowered it"):
            yield f"that is not {reached['way']}"
        if not all(r.is_rounded(one, other) for one, other in zip([*told, of_which], [*true, row[_CHANCE]], strict=True)):
            yield f"of {true[0]} changes {true[1]} were as large, and {true[2]} of {row[_CHANCE]} after chance"
        if int({"one": "1"}.get(reached["years"], reached["years"])) != int(float(row["years_of_comparable_changes"])):
            yield f"the changes are over {row['years_of_comparable_changes']} years"
        if row["target_from"] != "history" or known < 20:
            yield f"the target is taken from {row['target_from']}; {known:.0f} comparable changes are known"
        return
    if closed := re.match(
        rf"That closes (?P<share>{N}) percent of the distance to (?:its own earlier figure \((?P<earlier>{N}), "
        rf"(?P<of>(?:class of )?[\d-]+)\)|[^.]+?) in (?P<years>one|\d+) years? of the plan\. ",
        said,
    ):
        start, target, compared = (
            float(row[name]) for name in ("baseline_published", "target_derived", "compared_with_figure_derived")
        )
        share, exact = 100 * (target - start) / (compared - start), row["percent_of_distance_closed_derived"]
        years = int(float(row["target_year"])) - int(float(row["steps_from_year"]))
        if bool(closed["earlier"]) != bool(row["compared_with_year"]):
            yield f"it is compared with its own figure of: {row['compared_with_year'] or 'no year'}"
        elif closed["earlier"] and (
            not r.is_rounded(closed["earlier"], compared) or not r.is_time(closed["of"], row, "compared_with_year")
        ):
            yield f"it was {compared} in {row['compared_with_year']}"
        if not r.is_rounded(closed["share"], exact) or abs(float(exact) - share) > 1e-6:
            yield f"from {start} to {target} is {share:.1f} percent of the way to {compared}"
        if int({"one": "1"}.get(closed["years"], closed["years"])) != years:
            yield f"from {row['steps_from_year']} to {row['target_year']} are {years} years"
        if row["target_from"] != "halving":
            yield f"the target is taken from: {row['target_from']}"
    elif not said.startswith("About one in four changes of all districts") or row["target_from"] != "all_districts":
        yield f"the target is taken from: {row['target_from']}"
    few = re.search(r"(too few comparable changes are known|of the comparable changes, three in four were no gain)", said)
    if few is None or few[1].startswith("too few") != (known < 20):
        yield f"{row['comparable_changes_n']} comparable changes are known"


_CHANCE = "comparable_changes_with_chance_known_n"


@claim(
    "item",
    rf"(?P<objective>.+?): from (?P<value>{N}) in (?P<when>{W})(?: \((?P<span>[^;)]+); (?P<n>{N}) students\))? to "
    rf"(?P<target>{N}) in "
    rf"(?P<until>{W})(?:, about (?P<needed>{N}) students (?P<way>more|fewer))?\. (?P<how>About one in four .+?|Of {N} "
    rf"comparable changes .+?|That closes {N} percent of the distance to .+?)\.$",
)
def proposed_goal(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    rows = [row for row in _proposed(page).csv if row["objective"] == m["objective"]]
    rows = [row for row in rows if r.is_rounded(m["value"], row["baseline_published"])] or rows
    if not rows:
        yield "the table has no such objective"
        return
    row = rows[0]
    if not r.is_rounded(m["value"], row["baseline_published"]) or not r.is_time(m["when"], row, "baseline_year"):
        yield f"it starts at {row['baseline_published']} in {row['baseline_year']}"
    if not r.is_rounded(m["target"], row["target_derived"]) or not r.is_time(m["until"], row, "target_year"):
        yield f"the target is {row['target_derived']} in {row['target_year']}"
    if _sign(row) * (float(row["target_derived"]) - float(row["baseline_published"])) <= 0:
        yield "the target is no better than the start"
    if m["span"]:
        for part, end in zip(m["span"].replace("\N{NO-BREAK SPACE}", " ").split(" to "), ("low", "high"), strict=True):
            if not r.is_rounded(part, row[f"interval_{end}"]):
                yield f"the {end} end is {row[f'interval_{end}']}"
        if not r.is_rounded(m["n"], row["students_n"]):
            yield f"it rests on {row['students_n']} students"
    needed = row["students_needed_derived"]
    if (not r.is_rounded(m["needed"], needed)) if m["needed"] else bool(needed):
        yield f"it means {needed or 'an unknown number of'} students"
    if m["way"] and m["way"] != ("more" if _sign(row) > 0 else "fewer"):
        yield f"that is not {m['way']}"
    yield from _how(m["how"], row)
    yield from _equal_shares(row)


def _equal_shares(row: Row) -> r.Faults:
    """Each step stands where equal shares of the gain lead from the figure before the plan to the target."""
    start, end, held = (float(row[name]) for name in ("baseline_published", "target_derived", "steps_from_year"))
    if held < float(row["baseline_year"]):
        yield f"the steps begin before the figure of {row['baseline_year']}"
    for when, step in re.findall(rf"({W}): ({N})", row["benchmarks_derived"]):
        share = (int(r.time(when)[0]) - held) / (float(row["target_year"]) - held)
        if not 0 < share < 1 or abs(float(r.number(step)) - (start + share * (end - start))) > 0.0501:
            yield f"the step of {when} is {step}"


@claim("headline", rf"(?P<name>.+) in (?P<district>.+?): (?P<value>{N}) in (?P<when>{W}); (?P<target>{N}) is proposed\.")
def proposed_headline(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district:
        yield f"the page is of {page.district}"
    yield from _first_proposed(page, m)


@claim(
    "alt",
    rf"Dot chart with intervals, (?P<n>\d+) proposed goals? (?:of|for) (?P<district>.+?)\. (?P<name>.+): (?P<value>{N}) in "
    rf"(?P<when>{W}), (?P<target>{N}) proposed\.",
)
def proposed_drawn(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    shares = [row for row in _proposed(page).csv if (known := r.measure(row["measure"])) and known.kind == "share"]
    if not page.district.startswith(m["district"]) or int(m["n"]) != len(shares):
        yield f"{len(shares)} goals of {page.district} are drawn"
    yield from _first_proposed(page, m)


def _first_proposed(page: Page, m: re.Match[str]) -> r.Faults:
    rows = _named(_proposed(page).csv, m["name"])
    if not any(
        r.is_rounded(m["value"], row["baseline_published"]) and r.is_rounded(m["target"], row["target_derived"])
        and r.is_time(m["when"], row, "baseline_year")
        for row in rows
    ):  # fmt: skip
        yield f"no proposed goal of {m['name']} has these figures"


@claim(
    "caution",
    r"No figure of (?P<district>.+?) on the less favorable side passed all our rules, so no goal is proposed\. .+$"
    r"|No goal is proposed for (?P<left>.+?), though (?P<passed>\d+) findings? on the less favorable side passed every rule\. "
    r"The reasons: (?P<reasons>.+)\.$"
    r"|Goals for (?P<hidden>.+?) rest on too few students to be shown\. .+$|No goal could be made for (?P<of>.+?), since .+$",
)
def none_proposed(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if (m["district"] or m["left"] or m["hidden"] or m["of"]) != page.district or page.table("table-proposed-goals"):
        yield f"the page is of {page.district}, or has proposed goals"
    if m["reasons"] and int(m["passed"]) != sum(int(n) for n in re.findall(r"\((\d+)\)", m["reasons"])):
        yield f"the reasons do not make {m['passed']}"


@claim(
    "note",
    r"The files read hold (?:a newer figure|newer figures) of the district's only school\. (?P<told>.+)\. A goal should "
    r"begin there\.$",
)
def newer_at_the_only_school(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """Each is of a later year than the finding of its measure and group, and no goal begins at the older figure."""
    findings, goals = page.table("table-main-points"), page.table("table-proposed-goals")
    for one in re.finditer(rf"(?:^|; )(?P<name>[^:;]+): {N} in (?P<when>{W})(?: \([^)]+\))?", m["told"]):
        rows = [row for row in _named(findings.csv if findings else (), one["name"]) if row["side"] == "concern"]
        if findings and not any(int(r.time(one["when"])[0]) > int(float(row["school_year"])) for row in rows):
            yield f"no finding of {one['name']} is older than {one['when']}"
        if _named(goals.csv if goals else (), one["name"]):
            yield f"a goal of {one['name']} is proposed"


@claim("note", r"No goal is proposed for English learners in (?P<labels>.+?): a student who does well leaves the group\.")
def none_by_definition(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-proposed-goals")
    held = {(row["measure"], row["student_group"]) for row in (table.csv if table else ())}
    for label in re.split("; | and ", m["labels"]):
        measure = r.labelled(label)
        if measure is None or (measure.id, "english_learners") in held:
            yield f"one is proposed in {label}"


@claim(
    "caption",
    r"(?:The goals of (?P<own>.+?), and where they stand|Proposed goals of (?P<proposed>.+?), in the shape of a "
    r"plan|What the goals of (?P<ask>.+?) still ask for, and how often comparable districts gained as much)$",
)
def goals_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if (m["own"] or m["proposed"] or m["ask"]) != page.district:
        yield f"the page is of {page.district}"
