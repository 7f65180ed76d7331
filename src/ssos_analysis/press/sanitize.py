"""What may stand on a page: two allow-lists, one for the displays of a notebook and one for its prose.

Everything else (scripts, styles, event handlers, inline style, remote images, unknown URL schemes) is dropped here, and the
page's content security policy refuses it a second time. The URL of an image can only be an embedded SVG, which a browser draws
as a picture and never runs; the URL of a download can only be an embedded CSV.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import mistune
import nh3
from markupsafe import Markup

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_CLASSES = re.compile(r"[A-Za-z][A-Za-z0-9_ -]*")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_SVG_URL = re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/]+={0,2}")
_CSV_URL = re.compile(r"data:text/csv(;charset=utf-8)?;base64,[A-Za-z0-9+/]*={0,2}")
_PAGE_URL = re.compile(r"([a-z0-9][a-z0-9_-]*\.html)?(#[A-Za-z][A-Za-z0-9_-]*)?")
_DATA_URL = re.compile(r"data/[a-z0-9_-]+\.(csv|xlsx)")
_CITED_URL = re.compile(r"https://[^\s\"'<>]+")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.csv")
_HEADING = re.compile(r'<h([2-4])(?: id="([^"]*)")?>(.*?)</h\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")

_PROSE_TAGS = {"p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "a", "bdi"}
_DISPLAY_TAGS = _PROSE_TAGS | {
    *("header", "section", "h1", "div", "span", "small", "sub", "sup", "abbr", "time", "dl", "dt", "dd"),
    *("figure", "figcaption", "img", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_DISPLAY_ATTRIBUTES = {
    "*": {"class", "id"},
    "a": {"href", "download"},
    "abbr": {"title"},
    "div": {"role", "tabindex", "aria-labelledby", "aria-label"},
    "section": {"aria-labelledby", "aria-label"},
    "img": {"src", "alt", "width", "height"},
    "details": {"open"},
    "time": {"datetime"},
    "th": {"scope", "colspan", "rowspan", "data-v"},
    "td": {"data-v", "colspan", "rowspan"},
}
_SHAPES = {
    "class": _CLASSES,
    "id": _IDENTIFIER,
    "role": re.compile("region|group|note"),
    "tabindex": re.compile("0"),
    "aria-labelledby": re.compile(r"[A-Za-z][A-Za-z0-9_-]*( [A-Za-z][A-Za-z0-9_-]*)*"),
    "scope": re.compile("col|row|colgroup|rowgroup"),
    "data-v": _NUMBER,
    "width": re.compile("[0-9]{1,4}"),
    "height": re.compile("[0-9]{1,4}"),
    "colspan": re.compile("[0-9]{1,2}"),
    "rowspan": re.compile("[0-9]{1,3}"),
    "src": _SVG_URL,
    "download": _FILE_NAME,
}


def _display_attribute(_tag: str, name: str, value: str) -> str | None:
    """The value, or None where it does not have the one shape its attribute may have."""
    if name == "href":
        return (
            value if value and (_CSV_URL.fullmatch(value) or _PAGE_URL.fullmatch(value) or _DATA_URL.fullmatch(value)) else None
        )
    shape = _SHAPES.get(name)
    return value if shape is None or shape.fullmatch(value) else None


def _prose_attribute(_tag: str, _name: str, value: str) -> str | None:
    """Prose may cite the web; a link is followed by the reader, never fetched by the page."""
    cited = _CITED_URL.fullmatch(value) or (_PAGE_URL.fullmatch(value) and value != "#harmful-link")
    return value if value and cited else None


_DISPLAY = nh3.Cleaner(
    tags=_DISPLAY_TAGS,
    attributes=_DISPLAY_ATTRIBUTES,
    attribute_filter=_display_attribute,
    url_schemes={"data"},
    link_rel=None,
)
_PROSE = nh3.Cleaner(
    tags=_PROSE_TAGS,
    attributes={"a": {"href"}},
    attribute_filter=_prose_attribute,
    url_schemes={"https"},
    link_rel=None,
)
_MARKDOWN = mistune.create_markdown(escape=True)


def clean_display(html: str) -> Markup:
    """The HTML of one display, reduced to the allow-list of displays."""
    return Markup(_DISPLAY.clean(html))


def clean_markdown(source: str) -> Markup:
    """A markdown cell as HTML: raw HTML is shown as text, images are dropped, links lead to this site or to https pages."""
    return Markup(_PROSE.clean(str(_MARKDOWN(source))))


def plain(text: str) -> str:
    """Text for a title or a header: one line, without control characters or marks that turn the direction of writing."""
    kept = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join("".join(sign for sign in kept if unicodedata.category(sign) not in ("Cf", "Cs")).split())


@dataclass(frozen=True)
class Contents:
    """A page body whose headings all have ids, and its sections (id, text) in order."""

    html: Markup
    sections: tuple[tuple[str, str], ...]


def with_contents(html: str, taken: Iterable[str] = ()) -> Contents:
    """Give each heading of a cleaned body an id and list its h2s.

    Parameters
    ----------
    html : a body that went through `clean_display` and `clean_markdown`.
    taken : ids the page itself uses.
    """
    used = {*taken, *re.findall(r' id="([^"]+)"', html)}
    sections: list[tuple[str, str]] = []

    def name(match: re.Match[str]) -> str:
        level, own, inner = match.groups()
        text = str(Markup(_TAG.sub("", inner)).unescape()).strip()
        anchor = own or _unused(anchor_of(text), used)
        used.add(anchor)
        if level == "2":
            sections.append((anchor, text))
        return f'<h{level} id="{anchor}">{inner}</h{level}>'

    return Contents(Markup(_HEADING.sub(name, html)), tuple(sections))


def anchor_of(text: str) -> str:
    """Letters, digits and hyphens, beginning with a letter."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:60].strip("-")
    return words if words[:1].isalpha() else f"section-{words}".strip("-")


def _unused(slug: str, used: set[str]) -> str:
    """The slug, or the slug with the first number that makes it unique."""
    candidate, number = slug, 2
    while candidate in used:
        candidate, number = f"{slug}-{number}", number + 1
    return candidate
