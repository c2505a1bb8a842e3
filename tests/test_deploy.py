"""What docs/deploy.md and the files beside it say is so: variables, commands, limits, links."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from playground.generations.storage.serve import PROXY_PATH
from playground.imaging.uploads import MOST_BYTES
from playground.pages.changes import HOLD_SECONDS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/deploy.md"
FILES = sorted((ROOT / "docs/deploy").iterdir())
VARIABLE = re.compile(r"\b(?:PLAYGROUND|WEB|S3|AWS)_[A-Z0-9_]+\b|\b(?:DATABASE|REDIS)_URL\b")
NGINX = (ROOT / "docs/deploy/nginx.conf").read_text()
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
OF_DJANGO = {"check", "collectstatic", "createsuperuser", "migrate", "sendtestemail"}


def read(name: str) -> str:
    return (ROOT / "docs/deploy" / name).read_text()


def setting(text: str, name: str) -> str:
    """Return the value of the first `Name=value` of a unit."""
    found = re.search(rf"^{name}=(.+)$", text, re.MULTILINE)
    assert found, name
    return found[1]


def directive(name: str) -> str:
    """Return the value of nginx's directive where it stands first."""
    found = re.search(rf"^\s*{name} ([^;]+);$", NGINX, re.MULTILINE)
    assert found, name
    return found[1]


@pytest.mark.parametrize("file", [DOCUMENT, *FILES], ids=lambda file: file.name)
def test_every_variable_that_it_names_is_a_setting(file: Path) -> None:
    table = set(VARIABLE.findall((ROOT / "docs/settings.md").read_text()))
    assert set(VARIABLE.findall(file.read_text())) - table == set()


@pytest.mark.parametrize("file", [DOCUMENT, *FILES], ids=lambda file: file.name)
def test_every_command_that_it_names_exists(file: Path) -> None:
    own = {path.stem for path in (ROOT / "playground").glob("*/management/commands/[a-z]*.py")}
    # The document defines `manage` for the commands that people type.
    named = re.findall(r"(?:manage\.py(?: |\", \")|^manage |`manage )([a-z]\w*)", file.read_text(), re.MULTILINE)
    assert set(named) <= own | OF_DJANGO


def test_the_document_names_variables_and_commands_at_all() -> None:
    text = DOCUMENT.read_text()
    assert len(set(VARIABLE.findall(text))) > 12
    assert {"prepare_home", "run_worker", "find_orphans", "move_from_sqlite", "show_state"} <= set(
        re.findall(r"manage(?:\.py)? (\w+)", text)
    )


def test_every_file_that_it_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", DOCUMENT.read_text())
    missing = [link for link in links if not (DOCUMENT.parent / urlsplit(link).path).exists()]
    assert links
    assert missing == []
    assert {file.name for file in FILES} >= {Path(urlsplit(link).path).name for link in links if "deploy/" in link}


def test_nginx_sends_files_from_where_the_code_points_to() -> None:
    block = NGINX.split(f"location {PROXY_PATH} {{", 1)[1].split("}", 1)[0]
    home = setting(read("playground.env"), "PLAYGROUND_HOME")
    assert "internal;" in block
    assert f"alias {home}/files/;" in block
    assert "etag off;" in block
    assert "PLAYGROUND_FILES_BY_PROXY=true" in read("playground.env")


def test_nginx_waits_longer_than_a_request_is_held_and_takes_what_a_file_may_have() -> None:
    assert int(directive("proxy_read_timeout").removesuffix("s")) > max(settings.API_WAIT_SECONDS, HOLD_SECONDS) + 10
    assert int(directive("client_max_body_size").removesuffix("m")) * 1024 * 1024 > MOST_BYTES + 64 * 1024


def test_nginx_says_itself_who_asked_and_by_which_scheme() -> None:
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in NGINX
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "PLAYGROUND_BEHIND_PROXY=true" in read("playground.env")


def test_the_document_says_the_limits_of_nginx() -> None:
    text = " ".join(DOCUMENT.read_text().split())
    rates = dict(re.findall(r"zone=playground_(\w+):10m rate=(\d+)r/s;", NGINX))
    burst = re.findall(r"limit_req zone=playground_pages burst=(\d+) delay=\d+;", NGINX)
    at_once = re.findall(r"limit_conn playground_at_once (\d+);", NGINX)
    assert (
        f"{rates['pages']} pages a second (and {burst[0]} at once), {rates['polls']} polls, {rates['api']} API requests"
        in text
    )
    assert f"and {at_once[0]} requests of these kinds" in text


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_unit_runs_what_the_procfile_runs(name: str) -> None:
    interpreter, *words = setting(read(f"playground-{name}.service"), "ExecStart").split()
    assert [Path(interpreter).name, *words] == PROCFILE[name].removeprefix("exec ").split()


def test_the_web_unit_gives_the_defaults_where_they_can_be_changed() -> None:
    unit = read("playground-web.service")
    given = dict(re.findall(r"\b([A-Z_]+)=(\S+)", " ".join(re.findall(r"^Environment=(.+)$", unit, re.MULTILINE))))
    assert given["WEB_PROCESSES"] == str(settings.WEB_PROCESSES)
    assert given["WEB_THREADS"] == str(settings.WEB_THREADS)
    assert (given["HOST"], given["PORT"]) == ("127.0.0.1", "8000")


def test_the_documented_environment_passes_all_checks_of_a_deployment(tmp_path: Path) -> None:
    text = read("playground.env")
    own = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    given = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE)) | {"PLAYGROUND_HOME": str(tmp_path)}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=own | given, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_nginx_answers_to_its_own_name_alone() -> None:
    drops = [block for block in re.split(r"^server \{", NGINX, flags=re.MULTILINE) if "default_server" in block]
    assert [("return 444;" in block, "ssl_reject_handshake on;" in block) for block in drops] == [
        (True, False),
        (True, True),
    ]
    assert "return 301 https://$server_name$request_uri;" in NGINX


def test_a_worker_has_the_time_that_it_takes_to_stop() -> None:
    assert int(setting(read("playground-worker.service"), "TimeoutStopSec")) > settings.STOP_SECONDS + 10
    grace = [int(seconds) for seconds in re.findall(r"stop_grace_period: (\d+)s", read("compose.yaml"))]
    assert max(grace) > settings.STOP_SECONDS + 10


def test_the_container_copies_what_the_processes_need_and_runs_as_nobody_special() -> None:
    text = read("Containerfile")
    copied = {word for line in re.findall(r"^COPY (.+)$", text, re.MULTILINE) for word in line.split()[:-1]}
    assert copied == {"requirements.txt", "manage.py", "Procfile", "static", "templates", "playground"}
    assert all((ROOT / name).exists() for name in copied)
    assert re.search(r"^USER \d+$", text, re.MULTILINE)
    version = (ROOT / ".python-version").read_text().strip()
    assert f"python:{version}-" in text
