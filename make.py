"""What `make` does, as one Python file: `python3 make.py TARGET`. Needs Python 3.11 or newer and nothing else.

Targets: briefs, test, lab, lint, bench, help. Each first sees to `.venv`: made when absent, filled from requirements.lock (every
package checked against its hash), and left alone when neither the lock nor pyproject.toml has changed since.
"""
# Kept to what an old Python can read, so that an old Python gets the message below and not a SyntaxError.

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "ssos-install.json"
OLDEST = (3, 11)
CANDIDATES = ("python3", "python3.11", "python3.12", "python3.13", "python3.14")

TARGETS = {
    "briefs": "build the briefs of the invented example state and say where they are",
    "test": "lint, then run every test",
    "lab": "open JupyterLab on the notebooks, on the example state and your own store",
    "lint": "ruff, mypy and the import directions",
    "bench": "the press against papermill's own ways, in rounds, and over a whole state (three hours or more)",
    "help": "print this list",
}


def main(arguments):
    """Run one target; the exit code is that of the first command that fails."""
    target = arguments[0] if arguments else "help"
    if target in ("help", "-h", "--help"):
        return print_help()
    if target not in TARGETS or len(arguments) > 1:
        print("make.py: unknown target: {}".format(" ".join(arguments)), file=sys.stderr)
        print_help()
        return 2
    if sys.version_info < OLDEST:
        return run_with_newer_python(target)
    ensure_environment()
    return RECIPES[target]()


def print_help():
    """The targets, one a line."""
    print("make TARGET, or: python3 make.py TARGET")
    for name, meaning in TARGETS.items():
        print(f"  {name:<8}{meaning}")
    return 0


def run_with_newer_python(target):
    """Hand over to a new enough Python of this machine, or say that there is none."""
    for name in CANDIDATES:
        python = shutil.which(name)
        if python and is_new_enough(python):
            return subprocess.call([python, str(ROOT / "make.py"), target])
    print(
        f"ssos_analysis needs Python {OLDEST[0]}.{OLDEST[1]} or newer; "
        f"this is Python {sys.version.split()[0]} ({sys.executable}).\n"
        f"  to do: install a newer Python, then run: python3.11 make.py {target}",
        file=sys.stderr,
    )
    return 1


def is_new_enough(python):
    """Whether the interpreter runs and is at least OLDEST (a version manager's shim may be there and not run)."""
    question = f"import sys; sys.exit(sys.version_info < {OLDEST!r})"
    return subprocess.call([python, "-c", question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def ensure_environment():
    """`.venv` as the lock says; does nothing when it is so already."""
    wanted = {"clone": str(ROOT), "inputs": fingerprint()}
    found = read_stamp()
    if found == wanted and python_of_venv().exists():
        print("make.py: .venv is up to date; nothing to install", flush=True)
        return
    if found.get("clone", str(ROOT)) != str(ROOT) or not runs(python_of_venv()):
        # Scripts of a venv hold its folder: one that was moved, copied or half made is made again.
        print(f"make.py: making .venv with Python {sys.version.split()[0]}", flush=True)
        make_venv()
    STAMP.unlink() if STAMP.exists() else None
    print("make.py: installing what requirements.lock names into .venv (some minutes the first time)", flush=True)
    pip = [str(python_of_venv()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    stop_on_failure([*pip, "--require-hashes", "-r", "requirements.lock"])
    stop_on_failure([*pip, "--no-deps", "--no-build-isolation", "--editable", "."])
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def fingerprint():
    """Hash of everything that decides what is installed."""
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def read_stamp():
    """What the last finished install wrote; {} when there was none."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def make_venv():
    """A new `.venv`; an old one is cleared."""
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        print(
            "make.py: Python could not make a virtual environment.\n"
            "  to do: install the venv module of this Python (Debian and Ubuntu: the package python3-venv)",
            file=sys.stderr,
        )
        sys.exit(1)


def python_of_venv():
    """The interpreter of `.venv`."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def runs(python):
    """Whether the interpreter is there, is new enough and has pip."""
    return python.exists() and is_new_enough(str(python)) and call([str(python), "-m", "pip", "--version"], quiet=True) == 0


def call(command, quiet=False):
    """Run a command in the clone, with its tools first on PATH; its exit code."""
    environment = dict(os.environ, PATH=str(python_of_venv().parent) + os.pathsep + os.environ.get("PATH", ""))
    environment.pop("PYTHONPATH", None)  # .venv holds all that is needed; another folder's packages must not come first
    return subprocess.call(command, cwd=str(ROOT), env=environment, stdout=subprocess.DEVNULL if quiet else None)


def stop_on_failure(command):
    """Run a command; end with its exit code when it fails."""
    code = call(command)
    if code != 0:
        print("make.py: this failed with exit code {}: {}".format(code, " ".join(command[1:])), file=sys.stderr)
        sys.exit(code if code > 0 else 1)


def module(name, *arguments):
    """A command that runs a module with the Python of `.venv`."""
    return [str(python_of_venv()), "-m", name, *arguments]


def script(name, *arguments):
    """A command that runs a script of `.venv`."""
    return [str(python_of_venv().parent / name), *arguments]


def lint():
    """ruff, mypy, import-linter: all of them, so that one run shows everything."""
    checks = [
        module("ruff", "check"),
        module("ruff", "format", "--check"),
        module("mypy"),
        script("lint-imports"),
    ]
    return max([abs(call(check)) for check in checks])


def test():
    """Lint, then every test on two processes; a file's tests stay together, since they share what they build."""
    linted = lint()
    return call(module("pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-q")) or linted


def ssos(*arguments):
    """The project's own command."""
    return call(script("ssos", *arguments))


def bench():
    """The press in rounds, a build with nothing to do, and a whole state: all of them, whatever one of them misses."""
    python = str(python_of_venv())
    made = ssos("data", "example")
    scripts = (["press.py"], ["nothing_to_do.py", "data/example"], ["press_state.py"])
    return made or max([abs(call([python, "benchmarks/" + name, *rest])) for name, *rest in scripts])


RECIPES = {
    "briefs": lambda: ssos("briefs", "build", "--example", "--districts", "all"),
    "test": test,
    "lab": lambda: ssos("lab"),
    "lint": lint,
    "bench": bench,
}

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
