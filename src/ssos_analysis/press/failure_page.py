"""A page for each brief that failed, in work/ and never in site/: where it stopped, what was said, and how to see it again.

It may hold values from the data, as the executed notebook beside it does. Everything from outside is escaped.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import nbformat
from markupsafe import Markup, escape
from nbformat import NotebookNode

from ssos_analysis.press.plan import Job
from ssos_analysis.press.records import Failure, Product, first_line, write_whole
from ssos_analysis.press.verdict import template_cell

_MOST_LINES, _MOST_LINE = 40, 300
_HEADING = re.compile(r"^#{1,4}\s+(.+)$", re.MULTILINE)
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Failed: {brief}, {district}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }}
pre {{ background: #f4f4f2; padding: .75rem; overflow-x: auto; }}
dt {{ font-weight: 600; }}
</style>
</head>
<body>
<main>
<h1>{brief} of {district} ({code}) has no page</h1>
<dl>
<dt>Where it stopped</dt><dd>{place}</dd>
<dt>What was said</dt><dd>{said}</dd>
</dl>
{parts}
<h2>See it again</h2>
<p>This opens JupyterLab on a copy of the notebook with this district's parameters: run all its cells. Give <code>--store</code>
too, if the build had it.</p>
<pre>{command}</pre>
<p>When the cause is mended, <code>{retry}</code> builds what failed.</p>
</main>
</body>
</html>
"""


def failure_page(product: Product, code: str, brief: str) -> Path:
    """Where the page of a failed brief is, or would be."""
    return product.work(code) / f"{brief}.failed.html"


def shown_path(path: Path) -> str:
    """A path for the person at the keyboard: from the working folder where it lies below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def write_failure_page(product: Product, job: Job, failure: Failure | None) -> None:
    """Write the page of a brief that failed, from what its run left in work/; remove it where the brief did not fail."""
    path = failure_page(product, job.district.code, job.template.brief)
    if failure is None:
        path.unlink(missing_ok=True)
        return
    stem = product.work(job.district.code) / job.template.brief
    executed = _read(stem.with_suffix(".ipynb"))
    write_whole(path, render_failure(job, failure, executed, _tail(stem.with_suffix(".log")), product))


def render_failure(job: Job, failure: Failure, executed: NotebookNode | None, log: Sequence[str], product: Product) -> str:
    """The page as HTML.

    Parameters
    ----------
    executed : the notebook as the run left it; None where it left none.
    log : last lines that the run printed.
    """
    template = nbformat.read(job.template.path, as_version=4)
    parts = []
    if failure.cell is not None and failure.cell <= len(template.cells):
        parts.append(_part("The cell", template.cells[failure.cell - 1].source))
    if trace := _traceback(executed, job.template.parameters_cell, failure.cell):
        parts.append(_part("Where in the code, last lines", "\n".join(trace)))
    if log:
        parts.append(_part("What the run printed, last lines", "\n".join(log)))
    return _PAGE.format(
        brief=escape(job.template.brief),
        district=escape(job.district.name),
        code=escape(job.district.code),
        place=escape(_place(template, failure.cell)),
        said=escape(f"{failure.error}: {failure.message}" if failure.message else failure.error),
        parts=Markup("\n").join(parts),
        command=escape(lab_command(job)),
        retry=escape(f"ssos briefs retry{' --example' if product.is_invented else ''}"),
    )


def lab_command(job: Job) -> str:
    """The command that opens JupyterLab on a brief with the parameters of a job."""
    words = ["ssos", "lab", "--brief", job.template.brief, "--district", job.district.code]
    for name, value in job.parameters.items():
        if name != "district_code":
            words += ["--set", f"{name}={value}"]
    return shlex.join(words)


def heading_above(notebook: NotebookNode, cell: int) -> str:
    """The nearest markdown heading above a cell (counted from 1); "" where there is none."""
    for above in reversed(notebook.cells[: cell - 1]):
        if above.cell_type == "markdown" and (found := _HEADING.findall(above.source)):
            return str(found[-1]).strip()
    return ""


def _place(template: NotebookNode, cell: int | None) -> str:
    if cell is None:
        return "No cell is to blame: see what was said."
    heading = heading_above(template, cell)
    return f"Cell {cell}, under the heading “{heading}”" if heading else f"Cell {cell}, before the first heading"


def _traceback(executed: NotebookNode | None, parameters_cell: int, cell: int | None) -> list[str]:
    """The last lines of the traceback of the failed cell, folders cut off."""
    for index, held in enumerate(executed.cells if executed else []):
        if held.cell_type == "code" and template_cell(index, parameters_cell) == cell:
            for output in held.outputs:
                if output.output_type == "error":
                    return _lines(_ANSI.sub("", "\n".join(output.traceback)))
    return []


def _tail(log: Path) -> list[str]:
    """The last lines of a run's log; of a long one only the end is read."""
    if not log.is_file():
        return []
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _MOST_LINES * _MOST_LINE * 4))
        return _lines(_ANSI.sub("", file.read().decode("utf-8", "replace")))


def _lines(text: str) -> list[str]:
    return [_without_folders(line)[:_MOST_LINE] for line in text.splitlines() if line.strip()][-_MOST_LINES:]


def _without_folders(line: str) -> str:
    """A line with paths cut to their last part, its indentation kept."""
    return line[: len(line) - len(line.lstrip())] + first_line(line)


def _read(path: Path) -> NotebookNode | None:
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, AttributeError):  # none was left, or it was cut short
        return None


def _part(title: str, text: str) -> Markup:
    return Markup("<h2>{}</h2>\n<pre>{}</pre>").format(title, text)
