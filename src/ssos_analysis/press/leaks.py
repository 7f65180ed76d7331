"""The small audit before a district is published: what would give a hidden figure back stops it, and is written down inside."""

from __future__ import annotations

from pathlib import Path

from ssos_analysis.audit import audit_folder
from ssos_analysis.errors import DisclosureError
from ssos_analysis.press.records import Product, write_whole

REPORT = "leaks.txt"


def refuse_leaks(staged: Path, product: Product, code: str) -> None:
    """Look through a district's folder as it would be published.

    Raises
    ------
    DisclosureError
        A hidden figure can be had back: the files and cells of the first; all of them are in work/<code>/leaks.txt.
    """
    leaks = audit_folder(staged)
    report = product.work(code) / REPORT
    if not leaks:
        report.unlink(missing_ok=True)
        return
    write_whole(report, "".join(f"{leak}\n" for leak in leaks))
    more = f" (and {len(leaks) - 1} more: {REPORT})" if len(leaks) > 1 else ""
    raise DisclosureError(
        f"not published, a hidden figure can be had back{more}: {leaks[0]}",
        where=f"work/{code}/{REPORT}",
        mend="hide the figures that give it back, or release both tables by the same floors",
    )
