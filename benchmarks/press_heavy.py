"""One heavy notebook, like those that analysts bring along, made in each way of press_variants.py."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from press_common import WORKERS, executed_plainly, run

from ssos_analysis.press.warm.client import kernel_beside
from ssos_analysis.press.warm.preload import imports_of
from ssos_analysis.press.warm.server import ForkServer

HEAVY_CELLS = (
    'district: int = 7\ndata: str = ""',
    "import numpy as np, pandas as pd, seaborn as sns, matplotlib.pyplot as plt\nfrom scipy import stats\n%matplotlib inline",
    "rows = pd.read_parquet(data)\nrows = rows[rows.district == district]",
    "gaps = rows.groupby(['group', 'year']).value.mean().unstack('group')\ngaps = gaps.sub(gaps[0], axis=0)",
    "slopes = {group: stats.linregress(gaps.index, gaps[group]).slope for group in gaps}",
    "display(gaps.style.format('{:.1f}')); display(rows.describe().style.format('{:.1f}'))",
    "pd.Series(slopes).to_frame('slope').style",
    "sns.lineplot(rows, x='year', y='value', hue='group', errorbar=None); plt.savefig('a.png', bbox_inches='tight'); plt.show()",
    "sns.barplot(rows, x='group', y='value'); plt.show()",
    "sns.heatmap(gaps.T); plt.show()",
    "sns.boxplot(rows, x='year', y='value'); plt.show()",
)


def heavy_notebook(folder: Path) -> tuple[Path, Path]:
    """The notebook and its data: 2 million rows of 400 districts in one file, read whole, as notebooks do."""
    import numpy as np
    import pandas as pd

    chance, n = np.random.default_rng(5), 2_000_000
    columns = {"district": chance.integers(0, 400, n), "group": chance.integers(0, 8, n), "year": chance.integers(2009, 2026, n)}
    data = folder / "heavy.parquet"
    pd.DataFrame({**columns, "value": chance.normal(50, 10, n)}).to_parquet(data)
    cells = [new_code_cell(source) for source in HEAVY_CELLS]
    cells[0].metadata["tags"] = ["parameters"]
    about = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    path = folder / "heavy.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata=about), path)
    return path, data


def heavy_naive(folder: Path, pages: int) -> int:
    path, data = heavy_notebook(folder)
    for number in range(pages):
        out = folder / f"{number}.ipynb"
        run("papermill", str(path), str(out), "--no-progress-bar", "-p", "district", str(number), "-r", "data", str(data))
        run("jupyter", "nbconvert", "--to", "html", str(out))
    return pages


def heavy_in_fork(app: Any, told: Any, path: Path, data: Path, out: Path, district: int, is_page: bool) -> None:
    def work(kernel: Any) -> None:
        import papermill

        kernel_beside(kernel, app.session.key)
        given = {"district": district, "data": str(data)}
        options = {"engine_name": "ssos_warm", "progress_bar": False, "request_save_on_cell_execute": False}
        executed = papermill.execute_notebook(str(path), str(out), given, cwd=str(out.parent), **options)
        if is_page:
            write_heavy_page(executed, out)
        told.send(True)
        os._exit(0)

    app.run_beside(work)


def write_heavy_page(executed: nbformat.NotebookNode, out: Path) -> None:
    from nbconvert import HTMLExporter

    out.with_suffix(".html").write_text(HTMLExporter().from_notebook_node(executed)[0], encoding="utf-8")


def heavy_ours(folder: Path, pages: int) -> int:
    return heavy_forks(folder, pages, is_page=True)


def heavy_warm(folder: Path, pages: int) -> int:
    return heavy_forks(folder, pages, is_page=False)


def heavy_forks(folder: Path, pages: int, *, is_page: bool) -> int:
    path, data = heavy_notebook(folder)
    imports = ["papermill", "nbconvert", "pyarrow.parquet", *imports_of([nbformat.read(path, as_version=4)])]
    here = str(Path(__file__).parent)
    server = ForkServer(os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": here}, imports)
    waiting, forks = list(range(pages)), []
    try:
        while waiting or forks:
            while waiting and len(forks) < WORKERS:
                number = waiting.pop()
                (folder / str(number)).mkdir()
                out = folder / str(number) / "out.ipynb"
                forks.append(server.fork(heavy_in_fork, path, data, out, number, is_page))
            for fork in multiprocessing.connection.wait([fork.connection for fork in forks]):
                [ended] = [each for each in forks if each.connection is fork]
                assert ended.connection.recv()
                forks.remove(ended)
                ended.end()
            server.note_ends()
    finally:
        server.close()
    return pages


def heavy_by_papermill(path: Path, data: Path, out: Path, district: int) -> None:
    import papermill

    papermill.execute_notebook(str(path), str(out), {"district": district, "data": str(data)}, progress_bar=False)


def heavy_api(folder: Path, pages: int) -> int:
    path, data = heavy_notebook(folder)
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        for done in [pool.submit(heavy_by_papermill, path, data, folder / f"{n}.ipynb", n) for n in range(pages)]:
            done.result()
    return pages


def heavy_as_function(path: Path, data: Path, out: Path, district: int) -> None:
    out.parent.mkdir()
    os.chdir(out.parent)
    executed = executed_plainly(path, {"district": district, "data": str(data)}, 0)
    nbformat.write(executed, out)
    write_heavy_page(executed, out)


def warm_heavy() -> None:
    """What the notebook imports, and figures that are shown as PNG, as `%matplotlib inline` shows them."""
    import matplotlib as mpl
    import nbconvert
    import pyarrow.parquet
    import seaborn
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.core.pylabtools import select_figure_formats
    from scipy import stats

    assert all((nbconvert, pyarrow.parquet, seaborn, stats))
    select_figure_formats(InteractiveShell.instance(), {"png"})
    mpl.use("module://matplotlib_inline.backend_inline")


def heavy_plain(folder: Path, pages: int) -> int:
    path, data = heavy_notebook(folder)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn"), warm_heavy) as pool:
        for done in [pool.submit(heavy_as_function, path, data, folder / str(n) / "out.ipynb", n) for n in range(pages)]:
            done.result()
    return pages


HEAVY_WAYS = {
    "heavy-naive": heavy_naive, "heavy-ours": heavy_ours, "heavy-api": heavy_api, "heavy-warm": heavy_warm,
    "heavy-plain": heavy_plain,
}  # fmt: skip
