"""A finished page as a tagged PDF (PDF/UA-1), for readers who are handed a file. With the extra `pdf` alone: WeasyPrint.

The page's own rules for paper decide how it looks. What makes a PDF readable aloud comes from the page: headings, table heads,
alt texts, language, title. Nothing is fetched; the same page gives the same file.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ssos_analysis.errors import PressError

_EMBEDDED = re.compile(r'data:[^"\s]+')
_INSTALL = "pip install 'ssos-analysis[pdf]'"
_LIBRARY = "install the system library Pango (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"


def page_as_pdf(html: str, *, name: str) -> bytes:
    """The PDF of a self-contained page.

    Parameters
    ----------
    name : what errors call the page.

    Raises
    ------
    PressError
        WeasyPrint or the system's Pango is not installed, or the PDF would lack something that PDF/UA asks for.
    """
    weasyprint = _weasyprint()
    with _complaints() as complaints:
        nothing_outside = weasyprint.urls.URLFetcher(allowed_protocols=["data"])
        made: bytes = weasyprint.HTML(string=html, url_fetcher=nothing_outside).write_pdf(pdf_variant="pdf/ua-1")
    if complaints:
        raise PressError(f"the page cannot be made an accessible PDF: {complaints[0]}", where=name, mend="print it in a browser")
    return made


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ImportError:
        raise PressError("PDFs are made with WeasyPrint, which is not installed", mend=_INSTALL) from None
    except OSError:
        raise PressError("WeasyPrint is installed, and the system library it draws with is not found", mend=_LIBRARY) from None
    return weasyprint


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """WeasyPrint's errors meanwhile (an image without alt text, say). Its warnings are of rules for screens, and are dropped."""
    told: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(_EMBEDDED.sub("data:...", record.getMessage())[:200])

    logger, handler = logging.getLogger("weasyprint"), Keep(logging.ERROR)
    kept, propagates = list(logger.handlers), logger.propagate
    logger.handlers, logger.propagate = [handler], False
    try:
        yield told
    finally:
        logger.handlers, logger.propagate = kept, propagates
