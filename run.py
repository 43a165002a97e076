"""Set mkip_xl up in this folder and run it: one command for the main job, one for the tests.

    python3 run.py batch [OPTIONS]     fill the example's exempt appendices into out/
    python3 run.py tests [OPTIONS]     everything that must hold: format, lint, types, contracts, tests
    python3 run.py manual [PART]       the manual as a searchable site, in site/

On Windows type `py run.py …`. Nothing is installed outside this folder, except that on Debian and Ubuntu the tests
install the programs they calculate and render with (LibreOffice, Chromium, Node), when those are missing.
Needs Python 3.11 or newer and nothing else.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")


def is_ubuntu() -> bool:
    """Whether this is Ubuntu, which has Chromium under another name than Debian."""
    try:
        return platform.freedesktop_os_release()["ID"] == "ubuntu"
    except OSError:
        return False


PROGRAMS = {
    ("soffice",): "libreoffice-calc libreoffice-script-provider-python python3-uno fonts-liberation fonts-dejavu-core",
    ("pdftoppm",): "poppler-utils",
    ("chromium", "chromium-browser", "google-chrome"): "chromium-browser" if is_ubuntu() else "chromium",
    ("node",): "nodejs npm",
}
"""What the tests calculate and render with, by any of its names, and the Debian or Ubuntu packages it comes in."""


def call(*command: str | Path, quiet: bool = False, **environment: str) -> None:
    """Run a command in this folder; when it fails, stop with its exit status."""
    if not quiet:
        print("$", *command, flush=True)
    done = subprocess.run([str(word) for word in command], cwd=HERE, env={**os.environ, **environment}, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def install_programs(packages: str) -> None:
    """Install Debian packages, as root or through sudo."""
    sudo = [] if getattr(os, "geteuid", lambda: 1)() == 0 else ["sudo"]
    call(*sudo, "apt-get", "update", "-qq")
    call(
        *sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages.split(),
        DEBIAN_FRONTEND="noninteractive",
    )  # fmt: skip


def make_environment() -> None:
    """A virtual environment in .venv, once."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode and shutil.which("apt-get"):
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        install_programs(version)
        call(sys.executable, "-m", "venv", VENV)
    elif made.returncode:
        sys.exit(f"{made.stdout}{made.stderr}")


def compile_ahead() -> None:
    """Compile the package once, so that no start of the command has to, even where Python keeps nothing it compiles."""
    call(PYTHON, "-m", "compileall", "-q", "mkip_xl", quiet=True)


def batch(options: list[str]) -> None:
    """The main job: the example finance workbook's exempt appendices, for every partner's cabinet."""
    wanted, installed = (HERE / "pyproject.toml").read_bytes(), VENV / "installed.toml"
    if not installed.exists() or installed.read_bytes() != wanted:
        print("Setting up in .venv, which takes a minute the first time.", flush=True)
        make_environment()
        call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", ".", quiet=True)
        compile_ahead()
        installed.write_bytes(wanted)
    call(PYTHON, "-m", "mkip_xl", "batch", Path("workbooks") / "mkip-ict.xlsx", "--out", "out", *options)


def tests(options: list[str]) -> None:
    """Everything that must hold, the slowest last."""
    make_environment()
    missing = [packages for names, packages in PROGRAMS.items() if not any(map(shutil.which, names))]
    if missing and shutil.which("apt-get"):
        install_programs(" ".join(missing))
    elif missing:
        print("Some tests need LibreOffice, poppler, Chromium and Node; install them, or those tests will fail.")
    call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "pip>=25.1")
    call(
        PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", ".", "--group", "tests"
    )  # fmt: skip
    compile_ahead()
    npm = shutil.which("npm")
    if npm:
        call(npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
    call(PYTHON, "-m", "ruff", "format", "--check", ".")
    call(PYTHON, "-m", "ruff", "check", ".")
    call(PYTHON, "-m", "mypy")
    call(BIN / "lint-imports")
    call(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *options)


def manual(options: list[str]) -> None:
    """The manual: its pages from the program, and the searchable site."""
    make_environment()
    call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "pip>=25.1", quiet=True)
    call(PYTHON, "-m", "pip", "install", "--quiet", "--editable", ".", "--group", "manual", quiet=True)
    call(PYTHON, "-m", "manual", *options)


JOBS = {"batch": batch, "tests": tests, "manual": manual}

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036  # said in words before anything newer is met
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    if len(sys.argv) < 2 or sys.argv[1] not in JOBS:
        sys.exit(__doc__)
    JOBS[sys.argv[1]](sys.argv[2:])
