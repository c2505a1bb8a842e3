"""Programs of the system that tests run. Without one, a test is skipped on a person's machine, and fails in CI."""

import os
import shutil
from typing import NoReturn

import pytest

# Debian keeps servers where only root looks for programs.
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"


def need_program(*names: str) -> str:
    """Return the path of the first of these programs that is installed."""
    found = next(filter(None, (shutil.which(name, path=PATH) for name in names)), None)
    return found or miss(names[0])


def miss(what: str) -> NoReturn:
    """Skip the test, or fail where CI should have installed what it needs."""
    sentence = f"This test needs {what}, which is not installed."
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)
