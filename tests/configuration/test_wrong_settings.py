"""A wrong variable is one line with its name, whatever is started."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.launching import environment, free_port, launch

ROOT = Path(__file__).resolve().parents[2]
WRONG = [
    ("PLAYGROUND_PUBLIC_URL", "play.example.com", "must begin with https:// or http://, not be 'play.example.com'."),
    ("PLAYGROUND_PUBLIC_URL", "https://play.example.com/a/", "must be like https://play.example.com, without a path"),
    ("PLAYGROUND_CSRF_TRUSTED_ORIGINS", "play.example.com", "each address must begin with https:// or http://"),
    ("PLAYGROUND_SECRET_KEY_FILE", "/nope", "names /nope, which cannot be read: No such file or directory."),
    ("DATABASE_URL_FILE", "/", "names /, which cannot be read: Is a directory."),
    ("WEB_THREADS", "abc", "must be a whole number of at least 8, not 'abc'."),
    ("WEB_PROCESSES", "0", "must be a whole number of at least 1, not '0'."),
    ("PLAYGROUND_SPEC_FOLDER", "/nope", "names /nope, which is not a folder."),
]


def run(command: list[str], home: Path, **variables: str) -> str:
    """Run a command that must give up, and return its one line."""
    surroundings = environment(home) | variables
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 1, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr.strip()


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG, ids=lambda value: value)
def test_manage_py_reports_a_wrong_setting_in_one_line(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    line = run([sys.executable, "manage.py", "run_worker"], tmp_path, **{name: value})
    assert line.startswith(name)
    assert sentence in line


def test_the_launcher_reports_a_wrong_setting_in_one_line(tmp_path: Path) -> None:
    line = launch(tmp_path, "--port", str(free_port()), WEB_THREADS="abc")
    assert line == "playground: WEB_THREADS must be a whole number of at least 8, not 'abc'."


def test_the_launcher_reports_a_missing_home_file(tmp_path: Path) -> None:
    line = launch(tmp_path, "--port", str(free_port()), PLAYGROUND_HOME_FILE="/nope")
    assert line == "playground: PLAYGROUND_HOME_FILE names /nope, which cannot be read: No such file or directory."


def test_another_web_server_reports_it_in_one_line(tmp_path: Path) -> None:
    line = run([sys.executable, "-c", "import playground.wsgi"], tmp_path, WEB_THREADS="abc")
    assert line == "playground: WEB_THREADS must be a whole number of at least 8, not 'abc'."
