"""What the README says is so: commands, models, variables, triggers."""

import re
from pathlib import Path

import pytest

from playground.catalog.loading import specs
from playground.catalog.words import MODES
from playground.dialects.registry import DIALECTS, get_dialect

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the first table under a heading, without its head."""
    part = README.split(f"{heading}\n", 1)[1].split("\n#", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def settings_code() -> str:
    """Return the code of the modules that read the settings from the environment."""
    folder = ROOT / "playground"
    modules = [*folder.glob("*.py"), *(folder / "configuration").glob("*.py")]
    modules += [folder / "stores/settings.py", folder / "logs/lines.py"]
    return "".join(path.read_text() for path in sorted(modules))


def test_it_opens_with_a_sentence_a_picture_and_two_commands() -> None:
    title, sentence, picture, commands = README.split("\n\n")[:4]
    assert title == "# Playground"
    assert sentence.startswith("Playground is a ")
    assert picture.startswith("![")
    assert commands.splitlines() == ["```sh", "uv run playground", "uv run pytest", "```"]


def test_every_file_that_it_links_to_is_there() -> None:
    missing = [target for target in LINK.findall(README) if not (ROOT / target).exists()]
    assert missing == []


def names_of_apis() -> dict[str, str]:
    """Return the variables of every API that is spoken here, with the default that the code has for their kind."""
    code = (ROOT / "playground/configuration/environment.py").read_text()
    kinds = dict(re.findall(r"\(f\"\{start\}(_\w+)\"(?:, (\w+))?", code))
    return {f"{name.upper()}{kind}": default for name in DIALECTS for kind, default in kinds.items()}


def test_its_variables_are_those_of_the_settings_with_their_defaults() -> None:
    code = settings_code()
    read = set(re.findall(r"read_[a-z]+\(\s*\"(\w+)\"", code))
    told = {name for row in rows("## How to configure it") for name in re.findall(r"`(\w+)`", row[0])}
    assert told == read | set(names_of_apis())


@pytest.mark.parametrize("row", rows("## How to configure it"), ids=lambda row: row[0])
def test_a_default_that_it_names_is_the_one_in_the_code(row: list[str]) -> None:
    code = settings_code()
    for name, default in zip(re.findall(r"`(\w+)`", row[0]), re.findall(r"`([^`]+)`", row[1]), strict=False):
        if name == "PLAYGROUND_HOME":
            continue
        if name in names_of_apis():
            assert names_of_apis()[name] == default
            continue
        found = re.search(rf"\"{name}\", (\"[^\"]*\"|[\w.]+)", code)
        assert found, name
        assert found[1].strip('"').lower() == default


def test_its_models_are_those_of_the_catalog() -> None:
    told = {(row[0], row[1].strip("`"), mode) for row in rows("### Models") for mode in MODES if mode in row[2]}
    assert told == {(get_dialect(spec.dialect).title, spec.model, spec.mode) for spec in specs().values()}


def test_the_references_that_it_promises_are_the_catalogs() -> None:
    told = {
        (row[0], row[1].strip("`")): int(re.findall(r"\d+", row[2])[0])
        for row in rows("### Models")
        if "up to" in row[2]
    }
    pictures = {(get_dialect(spec.dialect).title, spec.model): spec.by_role("picture") for spec in specs().values()}
    assert told == {model: picture.max_items for model, picture in pictures.items() if picture and picture.max_items}


def test_its_packages_are_those_of_the_code() -> None:
    told = re.findall(r"^  (\w+)/ ", README, re.MULTILINE)
    folders = {path.parent.name for path in (ROOT / "playground").glob("*/__init__.py")}
    assert set(told) == folders


def test_the_commands_that_it_names_exist() -> None:
    for command in re.findall(r"manage\.py (\w+)", README):
        own = list((ROOT / "playground").glob(f"*/management/commands/{command}.py"))
        assert own or command == "check"


def test_ci_runs_what_it_tells_a_person_to_run() -> None:
    script = (ROOT / ".ci/check").read_text()
    assert "uv run pytest" in script
    for promise in ("ruff format --check", "ruff check", "mypy", "lint-imports", "makemigrations --check"):
        assert promise in script
