"""docs/architecture.md and its picture show the packages, files and states that there are."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from playground.generations.models import Status
from tests.documents import ROOT, list_files, read, rows

DOCUMENT = read("docs/architecture.md")


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
    written = re.findall(r"^  (\w+)/ ", DOCUMENT, re.MULTILINE)
    assert sorted(written) == sorted(path.parent.name for path in (ROOT / "playground").glob("*/__init__.py"))


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
