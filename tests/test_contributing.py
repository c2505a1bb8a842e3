"""Following the recipes of CONTRIBUTING.md adds what they promise, and its commands are those of CI."""

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from playground.catalog.loading import FOLDER, get_spec, schema_faults
from playground.configuration.environment import read_number
from tests.cast import Person
from tests.documents import ROOT, read

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


def test_a_model_that_is_added_passes_the_check(added: str) -> None:
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


def test_a_setting_that_is_added_can_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "number").write_text("7\n")
    monkeypatch.setenv("PLAYGROUND_ADDED_FILE", str(tmp_path / "number"))
    assert read_number("PLAYGROUND_ADDED", 3) == 7


@pytest.mark.parametrize(
    "title",
    [
        "Add a model",
        "Add a parameter",
        "Add a language",
        "Add a setting",
        "Add a page",
        "Add a dialect",
        "Add an engine",
    ],
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
