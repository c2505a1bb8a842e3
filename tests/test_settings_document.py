"""docs/settings.md names every environment variable that the settings read, with its default."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = (ROOT / "docs/settings.md").read_text()
ROW = re.compile(r"^\| (`[A-Z0-9_]+`(?:, `[A-Z0-9_]+`)*) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
# What these switch on reads further variables.
STORES = {
    "DATABASE_URL": "postgres://somebody@localhost/playground",
    "REDIS_URL": "redis://localhost",
    "S3_BUCKET": "pictures",
    "PLAYGROUND_EMAIL_HOST": "localhost",
}


WRITTEN = [(name, default) for names, default, _ in ROW.findall(DOCUMENT) for name in re.findall(r"`(\w+)`", names)]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the variables that the settings ask for, with their defaults, as a new process finds them."""
    home = str(tmp_path_factory.mktemp("home"))
    own = {"PATH": os.environ["PATH"], "PLAYGROUND_HOME": home, **STORES}
    command = [sys.executable, "-m", "tests.asked_variables"]
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    names: dict[str, str] = json.loads(done.stdout)
    return names


def test_it_names_the_variables_of_the_settings(asked: dict[str, str]) -> None:
    names = [name for name, _ in WRITTEN]
    assert len(names) == len(set(names))
    assert set(names) == set(asked)


@pytest.mark.parametrize(("name", "text"), WRITTEN)
def test_a_default_is_that_of_the_settings(asked: dict[str, str], name: str, text: str) -> None:
    default = asked[name].lower()
    if text == "none":
        assert default == ""
    elif name == "PLAYGROUND_HOME":
        assert Path(asked[name]).name == text.split("`")[1]
    elif text.startswith("`"):
        assert default == text.strip("`")
    else:
        # What depends on something else is described in words.
        assert len(text.split()) > 2
