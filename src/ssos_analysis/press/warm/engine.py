"""The engine papermill knows as `ssos_warm`: `papermill --engine ssos_warm in.ipynb out.ipynb`.

papermill loads this module while it is itself being imported, so nothing else may import it: name the engine instead.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine
from papermill.exceptions import PapermillException

from ssos_analysis.press.warm.client import warm_kernel


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine over nbclient, with a warm kernel in place of one that is started."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Run the notebook; see papermill's NBClientEngine for the arguments.

        Raises
        ------
        PapermillException
            The notebook is not in Python, or processes cannot be forked here.
        """
        about = nb_man.nb.metadata
        language = about.get("kernelspec", {}).get("language") or about.get("language_info", {}).get("name") or "python"
        if language != "python":
            raise PapermillException(f"the engine ssos_warm runs notebooks in Python, not in {language}")
        with warm_kernel(nb_man.nb) as manager:
            return super().execute_managed_notebook(nb_man, kernel_name, **{**kwargs, "km": manager})
