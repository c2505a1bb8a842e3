"""docs/architecture.md and its picture show the packages, files and states that there are."""

import re
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from playground.generations.models import Status
from tests.documents import ROOT, list_files, read, rows

DOCUMENT = read("docs/architecture.md")
PACKAGES = re.findall(r"^  (\w+)/ ", DOCUMENT, re.MULTILINE)


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    """Return the script that draws the picture."""
    spec = spec_from_file_location("draw_architecture", ROOT / "docs/draw_architecture.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_packages_are_those_of_the_code() -> None:
    assert sorted(PACKAGES) == sorted(path.parent.name for path in (ROOT / "playground").glob("*/__init__.py"))


def test_its_packages_are_in_the_order_of_the_import_contracts() -> None:
    [layers] = [
        contract["layers"]
        for contract in tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers" and "playground.catalog" in contract["layers"]
    ]
    ranks = {
        name: rank for rank, layer in enumerate(layers) for name in re.findall(r"playground\.(\w+)(?![.\w])", layer)
    }
    known = [name for name in PACKAGES if name in ranks]
    assert len(known) > 12
    assert known == sorted(known, key=ranks.__getitem__)


def test_the_names_of_the_rule_for_paid_requests_are_in_the_files_that_it_links_to() -> None:
    table = DOCUMENT.split("## May a paid request be sent again?", 1)[1].split("\n\n")[2]
    found = 0
    for row in table.splitlines()[2:]:
        linked = "".join((ROOT / "docs" / path).read_text() for path in re.findall(r"\]\(([^)]+\.py)\)", row))
        for name in re.findall(r"`(?:\w+\.)?([a-z]+_\w+)`", row):
            assert f"def {name}(" in linked, name
            found += 1
    assert found >= 2


def test_the_parts_of_generations_are_those_of_the_code() -> None:
    folder = ROOT / "playground/generations"
    assert [
        name for name in re.findall(r"^    ([\w/]+)/ ", DOCUMENT, re.MULTILINE) if not (folder / name).is_dir()
    ] == []


def test_its_states_are_those_of_a_generation() -> None:
    assert [row[0].strip("`") for row in rows(DOCUMENT, "## States")] == list(Status.values)


@pytest.mark.parametrize(("file", "colours"), [("architecture.svg", "LIGHT"), ("architecture-dark.svg", "DARK")])
def test_the_picture_is_what_its_script_draws(drawing: ModuleType, file: str, colours: str) -> None:
    assert read(f"docs/{file}") == drawing.draw(getattr(drawing, colours))


def test_the_files_in_the_picture_exist() -> None:
    names = {
        name
        for line in re.findall(r'class="file"[^>]*>([^<]+)<', read("docs/architecture.svg"))
        for name in line.split()
    }
    files = [f"/{path}" for path in list_files()]
    assert len(names) > 15
    missing = [name for name in sorted(names) if not any(f"/{name}" in path for path in files)]
    assert missing == []
