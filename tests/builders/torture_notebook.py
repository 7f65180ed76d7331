"""A notebook of everything a kernel does that an engine may get wrong, and how the cells of two runs are compared."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

# Cells whose first line is `# raises` are tagged raises-exception. Raw writes are followed by a pause: in any kernel they are
# read by a thread, and what is read after the cell has ended belongs to none.
CELLS = r"""
from IPython.display import display, clear_output, update_display, HTML, JSON
handle = display("first", display_id="known"); handle.update("second")
----
update_display(HTML("<b>third, from a later cell</b>"), display_id="known")
display({"text/plain": "raw"}, raw=True, metadata={"a": {"b": 1}})
----
for number in range(3):
    clear_output(wait=True); print("kept only at last", number)
----
print("gone"); clear_output(); print("stays")
----
import sys, os, time
print("out"); print("err", file=sys.stderr); print("more out")
----
import subprocess
done = subprocess.run(["sh", "-c", "echo from a child; echo to stderr >&2"]); time.sleep(0.5); done.returncode
----
os.write(1, b"raw one\n"); time.sleep(0.5); os.write(2, b"raw two\n"); time.sleep(0.5)
----
!echo from the shell && exit 3
----
_exit_code
----
import asyncio
await asyncio.sleep(0.01); "awaited"
----
async def later(): await asyncio.sleep(0.01); print("printed by a task"); return 7
task = asyncio.create_task(later())
----
await task
----
# raises
async def fails(): await asyncio.sleep(0); raise LookupError("in a task")
await asyncio.gather(fails(), later())
----
import threading
threads = [threading.Thread(target=print, args=("thread", n)) for n in range(3)]
for thread in threads: thread.start(); thread.join()
----
import warnings
warnings.warn("take care"); warnings.warn("old", DeprecationWarning); warnings.warn("later", FutureWarning)
----
import numpy as np
np.sqrt(np.array([-1.0, 4.0])), np.random.RandomState(0).rand(2)
----
import pickle
class Point:
    def __init__(self, x): self.x = x
    def __eq__(self, other): return self.x == other.x
pickle.loads(pickle.dumps(Point(3))) == Point(3), Point, Point.__module__, __name__
----
import multiprocessing
def double(n): print("doubling", n, flush=True); return 2 * n
with multiprocessing.get_context("fork").Pool(1) as pool: print(pool.map(double, [4]))
----
multiprocessing.current_process().name, multiprocessing.parent_process()
----
# raises
1 / 0
----
# raises
input("a question? ")
----
# raises
import getpass; getpass.getpass()
----
# raises
import signal
os.kill(os.getpid(), signal.SIGINT); time.sleep(5)
----
# raises
loop_from = time.time(); threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
while time.time() < loop_from + 5: pass
----
print("x" * 1_500_000); print("\n".join(map(str, range(5000))))
----
class Rich:
    def _repr_html_(self): return "<i>rich</i>"
    def _repr_png_(self): return b"\x89PNG\r\n\x1a\n"
    def _repr_json_(self): return {"rich": [1, 2.5, None]}
    def _repr_latex_(self): return "$x^2$"
    def _repr_svg_(self): return "<svg xmlns='http://www.w3.org/2000/svg'/>"
    def __repr__(self): return "plain"
Rich()
----
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "b", "application/x+json": {"k": (1, 2)}}, {"application/x+json": {"m": 1}}
display(Bundle(), JSON({"a": 1})); Bundle()
----
# raises
class Broken:
    def __repr__(self): raise ValueError("no repr")
Broken()
----
%%capture caught
print("captured"); display(HTML("<p>captured</p>"))
----
caught.stdout, len(caught.outputs); caught.show()
----
%who_ls int
----
%matplotlib inline
import matplotlib.pyplot as plt
figure, axes = plt.subplots(figsize=(2, 1)); axes.plot([1, 3, 2]); plt.show()
----
plt.plot([1, 2]);
----
import pandas as pd
pd.DataFrame({f"column {n}": range(3) for n in range(40)})
----
print(pd.DataFrame({f"column {n}": range(3) for n in range(40)}))
pd.get_option("display.max_columns"), pd.get_option("display.width")
----
pd.DataFrame(np.arange(300).reshape(100, 3)).describe().style.format("{:.1f}").set_uuid("fixed")
----
# raises
def outer(n):
    def inner(m):
        return [m / k for k in (2, 1, 0)]
    return inner(n)
outer(5)
----
# raises
try:
    {}["missing"]
except KeyError as error:
    raise RuntimeError("while another") from error
----
# raises
pd.DataFrame({"a": [1]})["b"]
----
def endless(n): return endless(n + 1)
try: endless(0)
except RecursionError as error: print(repr(error), sys.getrecursionlimit())
----
# raises
error = ValueError("noted"); error.add_note("a note"); raise error
----
# raises
raise ExceptionGroup("a group", [ValueError("one"), TypeError("two")])
----
# raises
print("not reached"
----
# raises
if True:
print("indent")
----
# raises
undefined_name
----
# raises
sys.exit(3)
----
# raises
sys.exit("bye")
----
# raises
raise KeyboardInterrupt
----
# raises
class Polite(Exception):
    def _render_traceback_(self): return ["Polite: three lines", "and no stack"]
raise Polite("x")
----
5; 6
----
7;
----
8
----
_, __, _ + 1, Out[max(Out)], In[-2]
----
get_ipython().__class__.__name__, hasattr(get_ipython(), "kernel"), get_ipython().execution_count, len(In)
----
%history -n 1-2
----
import inspect
inspect.getsource(double), double.__module__
----
# raises
__file__
----
print(os.path.basename(sys.argv[0]), len(sys.argv), sys.argv[1])
os.path.basename(os.getcwd()), sys.stdin.read(), sys.path[0]
----
threading.current_thread() is threading.main_thread(), sys.flags.interactive, signal.getsignal(signal.SIGINT).__name__
----
os.environ.get("CLICOLOR")
----
open("note.txt", "w").write("kept"); print(open("note.txt").read(), end=""); print("\rover", end="", flush=True); print("\b!")
----
import logging
logging.getLogger("some").warning("a log line"); logging.getLogger("some").info("not shown")
----
import contextvars
name = contextvars.ContextVar("name"); token = name.set("set in one cell")
----
name.get()
----
%%writefile module_of_mine.py
value = 11
----
import module_of_mine; from module_of_mine import value; value
----
%%sh
echo a shell cell; pwd | xargs basename
----
import random
random.seed(4); np.random.seed(4); random.random(), np.random.rand()
----
print("é ü ‮ 漢字 🎓"); {"é": "ß", 1: float("nan"), 2: float("inf")}
----
sorted(n for n in dir() if not n.startswith("_"))[:12]
----
pass
"""
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_PROCESS = re.compile(r"ipykernel_\d+|Thread-\d+")


def torture_notebook() -> NotebookNode:
    """The notebook, with a kernelspec."""
    cells = []
    for source in CELLS.strip("\n").split("\n----\n"):
        tags = ["raises-exception"] if source.startswith("# raises\n") else []
        cells.append(new_code_cell(source.removeprefix("# raises\n"), metadata={"tags": tags}))
    about = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return new_notebook(cells=cells, metadata=about)


def shown_by(notebook: NotebookNode) -> list[dict[str, Any]]:
    """What each code cell shows, so that two runs can be compared.

    Masked: addresses of objects, the number of the process in the name of a cell's file. Pieces of one stream that follow each
    other are one, since how they are cut up is a matter of time.
    """
    return [
        {"source": cell.source, "count": cell.execution_count, "outputs": [_masked(output) for output in _merged(cell.outputs)]}
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def _merged(outputs: list[Any]) -> list[dict[str, Any]]:
    merged: list[dict[str, Any]] = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output["output_type"] == last.get("output_type") == "stream" and output["name"] == last["name"]:
            last["text"] += output["text"]
        else:
            merged.append(dict(output))
    return merged


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return _PROCESS.sub("PROCESS", _ADDRESS.sub("ADDRESS", value))
    if isinstance(value, dict):
        return {key: _masked(each) for key, each in value.items()}
    return [_masked(each) for each in value] if isinstance(value, list) else value
