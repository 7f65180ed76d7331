"""What a warm process holds before it is forked: the modules that notebooks import, and nothing that an import switched on."""

from __future__ import annotations

import ast
import importlib
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any

_NEVER = frozenset({"duckdb"})  # some versions begin threads when they are imported, and a fork holds none of them


def imports_of(notebooks: Iterable[Any]) -> list[str]:
    """Names that the code cells import, `package.part` for `from package import part`, in order of first use.

    A cell with magics, or one that is not Python, is passed over: what it imports is imported by the notebook alone.
    """
    names: dict[str, None] = {}
    for notebook in notebooks:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                names.update(dict.fromkeys(_imported(cell.source)))
    return list(names)


def _imported(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")


def preload(names: Sequence[str], warm_ups: Sequence[str], shell: AbstractContextManager[object]) -> list[str]:
    """Import modules, call `module:function` warm-ups, and leave the process as the imports alone leave it.

    Parameters
    ----------
    names : as `imports_of` gives them; one that cannot be imported is the notebook's to complain of.
    warm_ups : functions without arguments that fill caches.
    shell : the shell's builtins (`get_ipython`), which some modules look for when they are imported: pandas takes a process
        without them for a terminal, and cuts its tables to the terminal's width.

    Returns
    -------
    list of str
        What went wrong with a warm-up, if anything.
    """
    faults = []
    with shell, _blanket_filters_undone():
        for name in names:
            _import(name)
        for warm_up in warm_ups:
            module, _, function = warm_up.partition(":")
            try:
                with _settings_kept():
                    getattr(importlib.import_module(module), function)()
            except Exception as error:  # noqa: BLE001 -- a cold cache costs time, never a run
                faults.append(f"{warm_up}: {type(error).__name__}: {error}")
    return faults


def _import(name: str) -> None:
    """A module, or the module that holds the name."""
    if name.partition(".")[0] in _NEVER:
        return
    for candidate in (name, name.rpartition(".")[0]):
        if candidate:
            try:
                importlib.import_module(candidate)
            except Exception:  # noqa: BLE001 -- the notebook imports it again, and says what is wrong
                continue
            return


@contextmanager
def _blanket_filters_undone() -> Iterator[None]:
    """Filters that modules add for warnings of their own stay, as they do in a fresh kernel; one for every warning goes: it
    would silence notebooks that never import the module."""
    before = list(warnings.filters)
    yield
    kept = [each for each in warnings.filters if each in before or each[1] or each[3] or each[2] is not Warning]
    warnings.resetwarnings()
    warnings.filters.extend(kept)  # type: ignore[attr-defined]


@contextmanager
def _settings_kept() -> Iterator[None]:
    """Warning filters, matplotlib's settings and numpy's random state as they were."""
    with ExitStack() as kept:
        kept.enter_context(warnings.catch_warnings())
        matplotlib, random = sys.modules.get("matplotlib"), sys.modules.get("numpy.random")
        kept.enter_context(matplotlib.rc_context() if matplotlib is not None else nullcontext())
        if random is not None:
            kept.callback(random.set_state, random.get_state())
        yield
