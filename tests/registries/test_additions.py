"""A dialect, an engine and a language are added in one place each, and are then everywhere where they belong."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.dialects.registry import DIALECTS
from tests.documents import ROOT
from tests.registries.additions import copy_with_additions

STORES = ("DATABASE_URL", "REDIS_URL", "S3_BUCKET")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a server shows in which everything was added; it keeps its things in a folder of its own."""
    copy = copy_with_additions(tmp_path_factory.mktemp("copy"))
    environment = {name: value for name, value in os.environ.items() if name not in STORES} | {
        "DJANGO_SETTINGS_MODULE": "playground.settings",
        "PLAYGROUND_HOME": str(tmp_path_factory.mktemp("home")),
        "PLAYGROUND_ENGINE": "plain",
        "PYTHONPATH": os.pathsep.join([str(copy), str(ROOT)]),
    }
    command = [sys.executable, str(ROOT / "tests/registries/probe.py")]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    shown: dict[str, Any] = json.loads(done.stdout)
    assert Path(shown["package"]) == copy
    return shown


def test_a_model_of_a_new_dialect_has_a_form(found: dict[str, Any]) -> None:
    assert "FLUX [zap]" in found["studio"]
    assert "Acme Pictures" in found["home"]


def test_a_new_dialect_prints_the_code_of_its_requests(found: dict[str, Any]) -> None:
    assert "https://api.acme.example/zap/pictures" in found["studio"]


def test_a_key_can_be_entered_for_a_new_dialect(found: dict[str, Any]) -> None:
    assert "Key for Acme Pictures" in found["keys"]
    assert "acme" in found["variables"]


def test_a_new_dialect_has_a_stand_in(found: dict[str, Any]) -> None:
    assert found["standins"] == sorted(["acme", *DIALECTS])


def test_a_served_dialect_answers_at_its_paths(found: dict[str, Any]) -> None:
    assert found["models"] == {"models": ["flux-zap"]}
    assert list(found["nothing"]) == ["error"]
    assert "/zap/nothing" in found["nothing"]["error"]


def test_a_served_dialect_gets_the_headers_of_the_api(found: dict[str, Any]) -> None:
    assert found["refused"]["Allow"] == "GET, HEAD, OPTIONS"
    assert found["refused"]["Access-Control-Allow-Origin"] == "*"
    assert found["refused"]["x-request-id"]


def test_the_key_header_of_a_served_dialect_is_accepted_at_every_path(found: dict[str, Any]) -> None:
    assert "x-acme-key" in found["preflight"]["Access-Control-Allow-Headers"].split(", ")
    assert "X-Acme-Key" in found["refused"]["Vary"].split(", ")


def test_a_served_dialect_is_in_the_openapi_document_and_the_reference(found: dict[str, Any]) -> None:
    assert "/zap/models" in found["openapi"]["paths"]
    assert "acme.404" in found["openapi"]["components"]["responses"]
    assert "/zap/models" in found["reference"]


def test_a_program_that_went_astray_hears_of_a_served_dialect(found: dict[str, Any]) -> None:
    assert [api["name"] for api in found["elsewhere"]["apis"]] == [
        "1min.ai",
        "apiframe",
        "OpenAI-compatible server",
        "Acme Pictures",
    ]


def test_code_for_this_server_is_offered_for_a_served_dialect(found: dict[str, Any]) -> None:
    assert "http://localhost/zap/pictures" in found["code"]


def test_a_new_engine_can_be_chosen(found: dict[str, Any]) -> None:
    assert found["engine"] == "plain"


def test_a_new_language_has_a_tab_and_prints(found: dict[str, Any]) -> None:
    assert "Ruby" in found["studio"]
    assert "puts" in found["code"]
