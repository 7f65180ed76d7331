"""Words that no sentence of ours may hold: causes, blame, ranks. A pattern that holds one cannot be made into a rule."""

from __future__ import annotations

import re

CAUSES = (
    r"because of", r"due to", r"caus(?:e|es|ed|ing)", r"leads? to", r"led to", r"driven", r"drives?", r"thanks to",
    r"results? (?:of|in|from)", r"impacts?", r"effects? of", r"as a result", r"therefore", r"explain(?:s|ed)?", r"attribut\w+",
    r"improve[ds]?", r"worsen\w*", r"declin\w+", r"benefit\w*", r"helped",
)  # fmt: skip
BLAME = (
    r"left behind", r"fail\w*", r"low[- ]performing", r"under-?perform\w*", r"struggl\w*", r"at[- ]risk", r"disadvantages",
    r"deficits?", r"deficien\w*", r"poor(?:ly)?", r"weak(?:ness\w*)?", r"lag(?:s|ging)? behind", r"inferior", r"bad", r"worst",
    r"achievement gap", r"subgroups?", r"minorit\w+", r"handicapped", r"truan\w+", r"learning loss",
)  # fmt: skip
RANKS = (r"rank(?:s|ed|ing)?", r"best", r"top \d+", r"bottom \d+", r"number one", r"\d+(?:st|nd|rd|th) (?:of|out of)", r"league")

_LISTS = {"a cause": CAUSES, "blame": BLAME, "a rank": RANKS}
_FOUND = {name: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) for name, words in _LISTS.items()}


def forbidden(text: str) -> list[str]:
    """What a text says that none of ours may, as `a cause: due to`; empty where it is plain."""
    return [f"{name}: {hit}" for name, pattern in _FOUND.items() for hit in pattern.findall(text)]
