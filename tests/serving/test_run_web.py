"""The web server is loaded before its processes are forked: nothing of that may be open by then."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import os, threading, django
django.setup()
from playground.serving.management.commands.run_web import load_pages
from playground.pages.fragment_cache import _all
load_pages()
links = [f"/proc/self/fd/{fd}" for fd in os.listdir("/proc/self/fd")]
names = [os.readlink(link) for link in links if os.path.exists(link)]
print(threading.active_count(), [name for name in names if "sqlite" in name or "socket" in name])
print("answered" if any(fragments.size for fragments in _all) else "not answered")
"""


def run(home: Path, *command: str) -> list[str]:
    """Run Python on a home, and return the lines that it printed; a line about an error fails the test."""
    surroundings = os.environ | {"PLAYGROUND_HOME": str(home), "DJANGO_SETTINGS_MODULE": "playground.settings"}
    python = [sys.executable, "-W", "ignore", *command]
    done = subprocess.run(python, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True, timeout=60)
    assert not done.stderr
    return done.stdout.splitlines()


def test_there_are_no_connections_or_threads_before_the_fork(tmp_path: Path) -> None:
    run(tmp_path, "manage.py", "prepare_home")
    assert run(tmp_path, "-c", LOOK) == ["1 []", "answered"]


def test_the_server_starts_even_if_a_page_fails(tmp_path: Path) -> None:
    assert run(tmp_path, "-c", LOOK) == ["1 []", "not answered"]


def test_an_occupied_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        surroundings = os.environ | {"PLAYGROUND_HOME": str(tmp_path), "HOST": "127.0.0.1", "PORT": str(port)}
        command = [sys.executable, "manage.py", "run_web"]
        done = subprocess.run(
            command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False, timeout=60
        )
    assert done.returncode == 1
    sentence = f"Cannot listen on 127.0.0.1:{port}: Address already in use. Set HOST and PORT to another address."
    assert done.stderr.strip() == f"CommandError: {sentence}"
