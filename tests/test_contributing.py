"""Following the recipes of CONTRIBUTING.md adds what they promise, and its commands are those of CI."""

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.management import call_command
from django.test import Client
from PIL import Image
from pygments.lexers.ruby import RubyLexer

from playground.catalog.loading import FOLDER, get_spec, schema_faults
from playground.configuration.environment import read_number
from playground.dialects.wire import RequestPlan
from playground.engines.base import EnginePicture, EngineRequest, EngineResult, Progress
from playground.engines.registry import ENGINES
from playground.snippets.registry import LANGUAGES, Language
from tests.cast import FLEX, Person
from tests.documents import ROOT, read
from tests.markup import parse

DOCUMENT = read("CONTRIBUTING.md")
MAKEFILE = read("Makefile")


def recipe(title: str) -> str:
    """Return the text of a recipe."""
    return re.split(r"\n#+ ", DOCUMENT.split(f"### {title}\n", 1)[1], maxsplit=1)[0]


@pytest.fixture
def added(settings: Any, tmp_path: Path) -> str:
    """Add a model as the recipe says, and return its id."""
    document = json.loads((FOLDER / "onemin_flux_2_dev_generate.json").read_text())
    document |= {"x-model": "black-forest-labs/flux-9-zap", "x-title": "FLUX.9 [zap]", "x-order": 9}
    (tmp_path / "zap.json").write_text(json.dumps(document))
    settings.SPEC_FOLDER = str(tmp_path)
    return "onemin/flux-9-zap/generate"


def test_a_model_that_is_added_passes_the_check(added: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check", "--tag", "catalog")
    assert schema_faults() == ()
    assert get_spec(added).title == "FLUX.9 [zap]"


def test_a_model_that_is_added_is_in_form_code_api_and_openapi(added: str, anonymous: Person) -> None:
    page = anonymous.studio(added)
    assert page.by_id("spec-form").find(data_field="num_inference_steps")
    assert "black-forest-labs/flux-9-zap" in page.by_id("snippet-text").raw_text
    assert "black-forest-labs/flux-9-zap" in json.dumps(Client().get("/models", {"feature": "IMAGE_GENERATOR"}).json())
    schemas = Client().get("/api/openapi.json").json()["components"]["schemas"]
    assert any("flux-9-zap" in name for name in schemas)


def test_a_model_with_a_mistake_is_named_by_the_check(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "zap.json").write_text("{")
    settings.SPEC_FOLDER = str(tmp_path)
    [fault] = schema_faults()
    assert fault.file.name == "zap.json"


@pytest.fixture
def ruby(monkeypatch: pytest.MonkeyPatch) -> str:
    """Add a language as the recipe says, and return its name."""

    def print_ruby(plan: RequestPlan) -> str:
        return f'puts "{plan.request.method} {plan.request.url}"'

    monkeypatch.setitem(LANGUAGES, "ruby", Language("ruby", "Ruby", print_ruby, RubyLexer()))
    return "ruby"


def test_a_language_that_is_added_has_a_tab_and_prints_the_request(ruby: str, anonymous: Person) -> None:
    assert "Ruby" in anonymous.studio(FLEX).by_id("code").text
    response = anonymous.post("form_code", *FLEX.split("/"), htmx=True, prompt="A fox", language=ruby)
    assert parse(response).by_id("snippet-text").raw_text.startswith('puts "POST https://api.1min.ai/')


DIALECT = """
from dataclasses import replace
from playground.dialects import bfl

DIALECT = replace(bfl.DIALECT, name="zap", title="Zap", base_url="https://api.zap.example", order=9)
"""
ADD_A_DIALECT = """
import sys, playground.dialects
playground.dialects.__path__.append(sys.argv[1])
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from playground.catalog.loading import specs
from playground.dialects.registry import DIALECTS
call_command("check")
print([*DIALECTS][-1], settings.REMOTE_APIS["zap"].key, *(id for id in specs() if id.startswith("zap/")))
"""


def test_a_dialect_that_is_added_has_models_and_settings(tmp_path: Path) -> None:
    modules, models = tmp_path / "modules", tmp_path / "models"
    modules.mkdir()
    models.mkdir()
    (modules / "zap.py").write_text(DIALECT)
    document = json.loads((FOLDER / "bfl_flux_2_klein_4b_generate.json").read_text()) | {"x-dialect": "zap"}
    (models / "zap.json").write_text(json.dumps(document))
    variables = {"ZAP_API_KEY": "a-key", "PLAYGROUND_SPEC_FOLDER": str(models), "PLAYGROUND_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ADD_A_DIALECT, str(modules)],
        cwd=ROOT,
        env=os.environ | variables | {"DJANGO_SETTINGS_MODULE": "playground.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.splitlines()[-1:] == ["zap a-key zap/flux-2-klein-4b/generate"], done.stderr


class ZapEngine:
    """An engine as short as the recipe allows."""

    name = "zap"

    def run(self, request: EngineRequest, progress: Progress) -> EngineResult:
        """Return one white picture."""
        progress(1.0, "Done")
        target = BytesIO()
        Image.new("RGB", (request.size.width, request.size.height), "white").save(target, "PNG")
        return EngineResult((EnginePicture(target.getvalue(), "png", request.size, request.seed),))


def test_an_engine_that_is_added_makes_pictures(
    alice: Person, work: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast("dict[str, Any]", ENGINES), "zap", ZapEngine)
    settings.ENGINE = "zap"
    alice.post("studio", *FLEX.split("/"), prompt="A fox")
    work()
    made = alice.owner.generations.get()
    assert (made.engine, made.status, made.pictures.count()) == ("zap", "done", 1)


def test_a_setting_that_is_added_can_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "number").write_text("7\n")
    monkeypatch.setenv("PLAYGROUND_ADDED_FILE", str(tmp_path / "number"))
    assert read_number("PLAYGROUND_ADDED", 3) == 7


@pytest.mark.parametrize(
    "title", ["Add a model", "Add a language", "Add a setting", "Add a page", "Add a dialect", "Add an engine"]
)
def test_there_is_a_recipe_for_everything_that_is_added_often(title: str) -> None:
    assert len(recipe(title).split()) > 40


def test_the_names_that_the_recipes_use_exist() -> None:
    for module, name in (
        ("playground.snippets.registry", "LANGUAGES"),
        ("playground.dialects.wire", "RequestPlan"),
        ("playground", "__version__"),
    ):
        assert f"`{name}`" in DOCUMENT
        assert hasattr(import_module(module), name)


def test_the_verbs_are_those_of_the_makefile() -> None:
    named = re.findall(r"^make (\w+)", DOCUMENT, re.MULTILINE)
    assert named == ["serve", "check", "fix", "test"]
    assert set(named) <= set(re.findall(r"^(\w+):", MAKEFILE, re.MULTILINE))


def test_ci_runs_what_it_tells_a_person_to_run() -> None:
    script = (ROOT / ".ci/check").read_text()
    assert "make check" in script
    assert "make test" in script
    [parts] = re.findall(r"^check: (.+)$", MAKEFILE, re.MULTILINE)
    rules = dict(re.findall(r"^(\w+):.*\n((?:\t.+\n?)+)", MAKEFILE, re.MULTILINE))
    checks = "".join(rules[part] for part in parts.split())
    for promise in ("ruff format --check", "ruff check", "mypy", "lint-imports", "makemigrations --check", "codespell"):
        assert promise in checks
    assert rules["test"] == "\tuv run pytest\n"
