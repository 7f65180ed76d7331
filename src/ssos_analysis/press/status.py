"""What became of the briefs, in lines for a terminal or a log: one for each district, then the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press.failure_page import failure_page, shown_path
from ssos_analysis.press.records import DONE, EARLIER, FAILED, MISSING, Product
from ssos_analysis.press.site import standing

NOTHING_ASKED = "No briefs were asked for yet: see `ssos briefs build --help`."
_MEANING = {
    EARLIER: "a page of an earlier build stands; the last build did not finish",
    MISSING: "asked for, not built",
}


def status_lines(product: Product, specs: Sequence[BriefSpec]) -> Iterator[str]:
    """A line for each district, one more for each brief of it that is not done, and the counts."""
    counts: Counter[str] = Counter()
    districts = product.districts()
    for work in districts:
        _, states = standing(product, work, specs)
        counts.update(states.values())
        yield f"{work.code}  {work.name}: {list(states.values()).count(DONE)} of {len(states)} done"
        for brief, state in states.items():
            if state == FAILED:
                yield f"    {brief}: failed: {work.records[brief].failure}"
                if (page := failure_page(product, work.code, brief)).is_file():
                    yield f"      see {shown_path(page)}"
            elif state != DONE:
                yield f"    {brief}: {state}: {_MEANING[state]}"
    if not districts:
        yield NOTHING_ASKED
        return
    told = ", ".join(
        f"{counts[state]} {state}" for state in (DONE, FAILED, MISSING, EARLIER) if counts[state] or state != EARLIER
    )
    yield f"{len(districts)} districts: {told}."
    if set(counts) - {DONE}:
        yield f"Build the rest with: ssos briefs retry{' --example' if product.is_invented else ''}"
