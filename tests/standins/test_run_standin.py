"""The command that runs a stand-in prints the settings to use it with, and each request."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent.parent


def test_prints_the_settings_and_each_request(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "run_standin", "onemin", "--seconds", "0"]
    environment = os.environ | {"PLAYGROUND_HOME": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            lines = [process.stdout.readline().strip() for _ in range(2)]
            variables = dict(line.split("=", 1) for line in lines)
            assert list(variables) == ["ONEMIN_BASE_URL", "ONEMIN_API_KEY"]
            headers = {"API-KEY": variables["ONEMIN_API_KEY"]}
            body = {"type": "IMAGE_GENERATOR", "model": "black-forest-labs/flux-2-flex"}
            full = body | {"promptObject": {"prompt": "a fox"}}
            assert (
                httpx.post(f"{variables['ONEMIN_BASE_URL']}/api/features", headers=headers, json=full).status_code
                == 200
            )
            assert process.stdout.readline().startswith("POST /api/features 200 (submit, ")
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_does_not_import_the_tests(tmp_path: Path) -> None:
    # An editable installation finds the folder from everywhere, so it is hidden.
    hidden = "import sys; sys.modules['tests'] = None; from django.core.management import execute_from_command_line"
    command = [sys.executable, "-c", f"{hidden}; execute_from_command_line(['manage.py', 'run_standin', 'bfl'])"]
    environment = os.environ | {"PLAYGROUND_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "playground.settings"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("The stand-in for bfl is at http://127.0.0.1:")
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
