"""The site of three example districts, built by the command a person types: a large, a tiny and a heavily suppressed one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

DISTRICTS = {"large": "Port Calder", "tiny": "Skerry Island", "suppressed": "Larkspur"}


def build_site(example_store: Path, shared: Path) -> Path:
    """The folder of the site under `shared`; built once, whoever asks first, while the others wait."""
    reports = shared / "reports of three districts"
    site = reports / "example" / "site"
    with FileLock(shared / "three districts.lock"):
        if not (site / "index.html").is_file():
            ssos = str(Path(sys.executable).with_name("ssos"))
            command = [ssos, "briefs", "build", "--example", "--districts", *DISTRICTS.values()]
            environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
            environment |= {"SSOS_EXAMPLE": str(example_store), "SSOS_REPORTS": str(reports)}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1200)
            assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return site


def pages_of(site: Path, kind: str) -> list[Path]:
    """The pages of one of the districts: its index and its briefs."""
    (folder,) = (path for path in site.iterdir() if path.name.endswith(DISTRICTS[kind].lower().replace(" ", "-")))
    return sorted(folder.glob("*.html"))
