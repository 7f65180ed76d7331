"""What no committed file may hold, and docs whose links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

# Written in pieces, since this file is read too.
FORBIDDEN = {
    "a folder of one machine": "/" + r"root/|/" + r"work/(?:main|shared|steering|\.library)|/" + "farm/|/" + "opt/pypi",
    "a package index host": r"pypi\." + r"org|python" + r"hosted\.org|registry\." + r"npmjs|deb\." + r"debian\.org",
}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")


@pytest.fixture(scope="module")
def texts(committed) -> dict[Path, str]:
    return {path: path.read_bytes().decode("utf-8", "replace") for path in committed}


@pytest.fixture(scope="module")
def pages(texts) -> dict[Path, str]:
    return {path: text for path, text in texts.items() if path.suffix == ".md"}


def test_no_committed_file_names_the_home_folder_of_who_runs_this(texts, clone):
    home = f"{Path.home()}/"
    assert not [str(path.relative_to(clone)) for path, text in texts.items() if home in text]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_committed_file_names(what, texts, clone):
    assert not [str(path.relative_to(clone)) for path, text in texts.items() if re.search(FORBIDDEN[what], text)]


def test_no_data_file_is_committed(committed):
    assert not [path.name for path in committed if path.suffix in {".xlsx", ".xls", ".parquet", ".gz", ".zip", ".duckdb"}]


def test_no_committed_file_is_large(committed):
    assert not [path.name for path in committed if path.stat().st_size > 1_500_000]


def anchors(text: str) -> set[str]:
    """Heading anchors as code hosts make them."""
    headings = re.findall(r"^#+\s+(.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_links_lead_somewhere(pages, clone):
    dead = []
    for page, text in pages.items():
        for link in LINK.findall(text):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            lives = target.exists() and target.is_relative_to(clone)
            if not lives or (anchor and target.suffix == ".md" and anchor not in anchors(target.read_text("utf-8"))):
                dead.append(f"{page.relative_to(clone)}: {link}")
    assert not dead


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs/README.md"])
def test_the_pages_a_newcomer_looks_for_stand(name, clone):
    assert (clone / name).is_file()


def test_the_index_of_docs_links_every_page(clone):
    docs = clone / "docs"
    linked = set(LINK.findall((docs / "README.md").read_text("utf-8")))
    pages = {str(path.relative_to(docs).as_posix()) for path in docs.rglob("*.md")} - {"README.md"}
    assert not pages - linked


def test_the_changelog_has_the_heading_analysts_look_for(clone):
    newest = (clone / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1]
    assert "### Changes that move published numbers" in newest


def test_the_changelog_knows_the_version(clone, project):
    headings = re.findall(r"^## \[(.+?)\]", (clone / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert project["version"] in headings or headings[0] == "Unreleased"
