"""The check a finished page passes before it is published: whole, readable by everyone, sealed, silent about the machine.

Pure Python over the HTML as written. What only a browser can see (contrast, overflow, size of chart text) is in tests/browser.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup
from bs4.element import Tag

from ssos_analysis.errors import Fault
from ssos_analysis.press.draft import DRAFT_CLASS, DRAFT_TITLE

MOST_BYTES = 400_000
LEAST_ALT, MOST_ALT = 30, 300
_POLICY = ("default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'")
_FETCHING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "manifest", "ping", "xlink:href"}
_ACTIVE = {"iframe", "frame", "object", "embed", "applet", "base", "link", "video", "audio", "source", "template", "svg", "math"}
_EMBEDDED = re.compile(r"data:(image/svg\+xml|text/csv)(?:;charset=utf-8)?;base64,([A-Za-z0-9+/=]+)")
_LINK = re.compile(r"https://[^\s]+|(\.\./)?([A-Za-z0-9%._-]+/)*[A-Za-z0-9%._-]+\.(html|csv|xlsx|json)(#[\w-]+)?|#[\w-]+")
_SVG_FAULT = re.compile(
    r"<script|<foreignObject|\son[a-z]+\s*=|(?:href|src)\s*=\s*[\"'](?!#|data:image/png;base64,)|url\(\s*[\"']?(?!#)|@import",
    re.I,
)
_CSS_FAULT = re.compile(r"url\(|@import|expression\(", re.I)
_NO_VALUE = {"", "nan", "NaN", "None", "<NA>", "NaT", "null", "inf", "-inf"}  # as programs write them; "none" is a word
_LEAKS = {
    "a folder of the machine": re.compile(r"(?<![\w.])/(?:home|root|tmp|Users|mnt|private|var|opt|srv)/\w[^\s<\"']*"),
    "a folder of the machine (Windows)": re.compile(r"\b[A-Za-z]:\\{1,2}(?:Users|Documents|Windows|Program)[^\s<\"']*"),
    "a file: address": re.compile(r"file://[^\s<\"']*", re.I),
    "a Python traceback": re.compile(r"Traceback \(most recent call last\)|ipykernel_\d+|site-packages"),
    "a key or token": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|sk-[A-Za-z0-9_-]{20,}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{10,})"
        r"|-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:password|api[_-]?key|secret|token)\s*[=:]\s*\S{6,}", re.I,
    ),
    "a state student number (SASID)": re.compile(r"\bSASID\b|(?<![\w.])10\d{8}(?![\w.])"),
}  # fmt: skip


def check_page(html: str, *, name: str, invented: bool | None = None, most_bytes: int = MOST_BYTES) -> list[Fault]:
    """Everything that is wrong with a finished page; an empty list lets it be published.

    Parameters
    ----------
    html : the page as it will be written.
    name : what to call it in a fault, such as `00350000-boston/index.html`.
    invented : whether it must say that its data are invented; None where that is not known.
    most_bytes : how large it may be.

    Returns
    -------
    list of Fault
        In the order of the page's parts; `where` is `name`.
    """
    soup = BeautifulSoup(html, "html.parser", store_line_numbers=False)
    elements = soup.find_all(True)  # gone through once: each search of the tree takes as long as this
    texts = [html, *_embedded(html)]
    parts = (
        _whole(html, soup, most_bytes),
        _outline(soup, elements),
        _pictures_and_tables(elements),
        _sealed(elements),
        _links(elements),
        _leaks(texts),
        _notice(soup, elements, invented),
        _draft(soup, elements),
    )
    mend = "mend the display or the template that makes it; the page was not published"
    return [Fault(what, name, mend) for part in parts for what in dict.fromkeys(part)]


def _whole(html: str, soup: BeautifulSoup, most_bytes: int) -> Iterator[str]:
    """Size, document type, language, title, viewport, description."""
    size = len(html.encode())
    if size > most_bytes:
        yield f"the page has {size:,} bytes, more than {most_bytes:,}"
    if not html.startswith("<!DOCTYPE html>") or not html.rstrip().endswith("</html>"):
        yield "the page does not begin with <!DOCTYPE html> and end with </html>"
    if not (soup.html and _text(soup.html.get("lang"))):
        yield "the page does not name its language"
    if not (soup.title and soup.title.get_text(strip=True)):
        yield "the page has no title"
    for wanted in ("viewport", "description"):
        meta = soup.find("meta", attrs={"name": wanted})
        if not (isinstance(meta, Tag) and _text(meta.get("content"))):
            yield f"the page has no meta {wanted}"


def _named(elements: Sequence[Tag], *names: str) -> list[Tag]:
    return [element for element in elements if element.name in names]


def _of_class(elements: Sequence[Tag], name: str, within: str = "") -> list[Tag]:
    """Elements of a class, inside one of another class where that is given."""
    return [
        element
        for element in elements
        if name in element.get_attribute_list("class")
        and (not within or any(within in above.get_attribute_list("class") for above in element.parents))
    ]


def _outline(soup: BeautifulSoup, elements: Sequence[Tag]) -> Iterator[str]:
    """One main, one h1, headings in order and none empty, a skip link, no id twice."""
    for tag in ("main", "h1"):
        if (count := len(_named(elements, tag))) != 1:
            yield f"the page has {count} <{tag}>, not one"
    level = 0
    for heading in _named(elements, "h1", "h2", "h3", "h4", "h5", "h6"):
        if not heading.get_text(strip=True):
            yield f"an <{heading.name}> is empty"
        if (here := int(heading.name[1])) > level + 1:
            yield f"<{heading.name}> {heading.get_text(strip=True)[:60]!r} follows a heading of level {level}"
        level = here
    first = soup.body.find(["a", "button", "input", "summary"]) if soup.body else None
    main = soup.find("main")
    if not (isinstance(first, Tag) and isinstance(main, Tag) and main.get("id") and first.get("href") == f"#{main.get('id')}"):
        yield "the first link does not skip to <main>"
    for identifier, count in Counter(_text(tag["id"]) for tag in elements if tag.has_attr("id")).items():
        if count > 1:
            yield f"id {identifier!r} stands {count} times"


def _pictures_and_tables(elements: Sequence[Tag]) -> Iterator[str]:
    """Alternative texts; captions, scopes and filled cells."""
    for image in _named(elements, "img"):
        alt = _text(image.get("alt")).strip()
        if not LEAST_ALT <= len(alt) <= MOST_ALT:
            yield f"an alternative text has {len(alt)} characters, not {LEAST_ALT} to {MOST_ALT}: {alt[:60]!r}"
        elif alt.startswith("No description has been provided"):
            yield "an image has no alternative text of its own"
        if not (image.get("width") and image.get("height")):
            yield f"an image does not say its size: {alt[:60]!r}"
    for table in _named(elements, "table"):
        inside = table.find_all(["caption", "th", "td"])
        caption = next((one for one in inside if one.name == "caption"), None)
        headings = _named(inside, "th")
        called = caption.get_text(strip=True)[:60] if isinstance(caption, Tag) else ""
        if not called:
            yield f"a table has no caption: {table.get_text(' ', strip=True)[:60]!r}"
        if any(th.get("scope") not in ("col", "row", "colgroup", "rowgroup") for th in headings):
            yield f"table {called!r} has a <th> without scope"
        if not {"col", "row"} <= {_text(th.get("scope")) for th in headings}:
            yield f"table {called!r} lacks column or row headings"
        empty = [cell for cell in _named(inside, "td", "th") if cell.get_text(strip=True) in _NO_VALUE]
        if empty:
            yield f"table {called!r} has {len(empty)} cells that say nothing ({empty[0].get_text(strip=True) or 'empty'})"


def _sealed(elements: Sequence[Tag]) -> Iterator[str]:
    """A content security policy that fits, no script or style but ours, nothing fetched, no handlers, harmless pictures."""
    metas = _named(elements, "meta")
    meta = next((one for one in metas if one.get("http-equiv") == "Content-Security-Policy"), None)
    policy = _text(meta.get("content")) if isinstance(meta, Tag) else ""
    rules = [rule.strip() for rule in policy.split(";")]
    for rule in _POLICY:
        if rule not in rules:
            yield f"the content security policy lacks {rule}"
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        allowed = next((rule for rule in rules if rule.startswith(directive)), "").split()[1:]
        found = [f"'{_hash(element.string or '')}'" for element in _named(elements, tag)]
        if sorted(found) != sorted(allowed):
            yield f"the page has a <{tag}> that its content security policy does not name, or names one it does not have"
    for style in _named(elements, "style"):
        if _CSS_FAULT.search(style.string or ""):
            yield "the style sheet fetches something"
    for element in elements:
        if element.name in _ACTIVE:
            yield f"<{element.name}> is not used on our pages"
        for attribute, value in element.attrs.items():
            if attribute.startswith("on") or attribute == "style":
                yield f"<{element.name}> has an inline {attribute}"
            is_picture = element.name == "img" and attribute == "src" and _EMBEDDED.fullmatch(_text(value))
            if attribute in _FETCHING and not is_picture:
                yield f"<{element.name} {attribute}> would fetch {_text(value)[:60]!r}"
    for kind, content in _decoded(" ".join(_text(image.get("src")) for image in _named(elements, "img"))):
        if kind == "image/svg+xml" and (fault := _SVG_FAULT.search(content)):
            yield f"a chart holds active or outside content: {content[fault.start() : fault.start() + 60]!r}"


def _links(elements: Sequence[Tag]) -> Iterator[str]:
    """Links lead to https pages, to files of this site, to CSV held in the page, or to an id that exists."""
    ids = {_text(tag["id"]) for tag in elements if tag.has_attr("id")}
    for link in (element for element in _named(elements, "a") if element.has_attr("href")):
        target = _text(link.get("href"))
        if target.startswith("data:"):
            if not (_EMBEDDED.fullmatch(target) and target.startswith("data:text/csv") and link.get("download")):
                yield f"a link holds something other than a CSV to save: {target[:60]!r}"
        elif not _LINK.fullmatch(target):
            yield f"a link leads to {target[:60]!r}"
        elif target.startswith("#") and target[1:] not in ids:
            yield f"a link leads to {target!r}, which is not on the page"
        if not link.get_text(strip=True):
            yield f"a link has no text: {target[:60]!r}"
    for element in (element for element in elements if element.has_attr("aria-labelledby")):
        for identifier in _text(element["aria-labelledby"]).split():
            if identifier not in ids:
                yield f"<{element.name}> is labelled by {identifier!r}, which is not on the page"


def _leaks(texts: list[str]) -> Iterator[str]:
    """Folders, tracebacks, keys and student numbers, in the page and in the charts and CSVs it holds."""
    for text in texts:
        readable = _EMBEDDED.sub("", text)
        for what, pattern in _LEAKS.items():
            if match := pattern.search(readable):
                yield f"the page tells {what}: {match.group()[:60]!r}"


def _notice(soup: BeautifulSoup, elements: Sequence[Tag], invented: bool | None) -> Iterator[str]:
    """Invented data are called so at the top, in the foot and in the title; published data never are."""
    if invented is None:
        return
    notices = sum(len(_of_class(elements, "invented", within)) for within in ("page-head", "page-foot"))
    in_title = "invented data" in (soup.title.get_text() if soup.title else "").lower()
    if invented and not (notices == 2 and in_title):
        yield "the page does not say at the top, in the foot and in the title that its data are invented"
    if not invented and (notices or in_title):
        yield "the page calls published data invented"


def _draft(soup: BeautifulSoup, elements: Sequence[Tag]) -> Iterator[str]:
    """A draft says so in the title, at the top, in the foot and on paper; a page that was approved says so, and nowhere else."""
    marks = (
        (soup.title.get_text() if soup.title else "").startswith(DRAFT_TITLE),
        len(_of_class(elements, "draft", "page-head")) == 1,
        len(_of_class(elements, "draft", "page-foot")) == 1,
        bool(soup.body and DRAFT_CLASS in soup.body.get_attribute_list("class")),
    )
    if any(marks) and not all(marks):
        yield "the page is marked as a draft in some of the four places only"
    if any(marks) and _of_class(elements, "approved"):
        yield "the page is marked as a draft and as approved"


def _embedded(html: str) -> list[str]:
    return [content for _, content in _decoded(html)]


def _decoded(text: str) -> Iterator[tuple[str, str]]:
    """The charts and CSVs held in a text: (type, content). What is not base64 of text is given back as it stands."""
    for kind, data in _EMBEDDED.findall(text):
        try:
            yield kind, base64.b64decode(data, validate=True).decode("utf-8-sig")
        except (binascii.Error, UnicodeDecodeError):
            yield kind, data


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _text(value: object) -> str:
    """An attribute as one text; BeautifulSoup gives a list for those that hold several words."""
    return " ".join(value) if isinstance(value, list) else str(value or "")
