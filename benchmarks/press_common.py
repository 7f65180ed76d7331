"""What the ways of making pages share: see press_variants.py."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from IPython.display import display
from nbformat.v4 import new_output

from ssos_analysis import workspace
from ssos_analysis.press.engine import kernel_environment

WORKERS = 2
_MAGIC = re.compile(r"^%.*$", re.MULTILINE)  # `%matplotlib inline`: see to it beforehand


def environment() -> dict[str, str]:
    return kernel_environment(
        home=workspace.home(), store=workspace.store_path(), example=workspace.example_path(), code_version="benchmark"
    )


def run(*command: str) -> None:
    program = str(Path(sys.executable).with_name(command[0]))
    done = subprocess.run([program, *command[1:]], env=os.environ | environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def executed_plainly(path: Path, parameters: dict[str, Any], parameters_cell: int) -> nbformat.NotebookNode:
    """The notebook with what its cells display, no kernel in between."""
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    main = sys.modules["__main__"]
    shell = InteractiveShell.instance()
    sys.modules["__main__"] = main  # the shell puts its own there, and the pool looks for its function in it
    notebook = nbformat.read(path, as_version=4)
    space: dict[str, Any] = {"__name__": "__main__", "display": display}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        shell.display_pub = CapturingDisplayPublisher()
        *most, last = ast.parse(_MAGIC.sub("", cell.source)).body
        exec(compile(ast.Module(most, []), "cell", "exec"), space)
        if isinstance(last, ast.Expr):
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), space)
            if shown is not None:
                display(shown)
        else:
            exec(compile(ast.Module([last], []), "cell", "exec"), space)
        if index == parameters_cell:
            space.update(parameters)
        cell.execution_count = index + 1
        cell.outputs = [
            new_output("display_data", shown["data"], metadata=shown["metadata"] or {}) for shown in shell.display_pub.outputs
        ]
    return notebook
