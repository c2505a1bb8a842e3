"""Compiles tests and libraries once, before the processes of a run start and each would compile all of them.

A plugin of pytest, which `pyproject.toml` loads before everything else.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

TESTS = Path(__file__).resolve().parent
helper = pytest.StashKey["subprocess.Popen[bytes]"]()
folder: "TemporaryDirectory[str] | None" = None


def keep_bytecode() -> None:
    """Keep compiled modules until the end where none are written, or a hundred processes would each compile them."""
    global folder
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        folder = TemporaryDirectory(prefix="bytecode-", ignore_cleanup_errors=True)
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = folder.name
        sys.dont_write_bytecode = False


# At the import, so that what pytest loads next is kept too.
keep_bytecode()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Let another process collect all tests, which compiles them, while this one loads the product."""
    options = early_config.known_args_namespace
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    if not is_worker and not options.file_or_dir and options.numprocesses and not is_compiled():
        command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", "--numprocesses=0", "--no-cov"]
        early_config.stash[helper] = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def is_compiled() -> bool:
    """Return whether an earlier run has left its bytecode."""
    return folder is None and any(TESTS.glob("*/__pycache__/test_*.pyc"))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Wait for it. xdist starts its processes in the same hook."""
    if helper in session.config.stash:
        session.config.stash[helper].wait()


def pytest_unconfigure() -> None:
    """Remove what was kept."""
    if folder is not None:
        folder.cleanup()
