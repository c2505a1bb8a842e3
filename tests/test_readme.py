"""What the README and the list of models say is so: commands, models, references."""

import re

from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.catalog.words import MODES
from playground.dialects.registry import DIALECTS, get_dialect
from playground.prices.describing import describe_row, find_rows
from tests.documents import read, rows

README = read("README.md")
MODELS = rows(read("docs/models.md"), "## Models of each API")


def api_of(spec: ModelSpec) -> str:
    """Return the API, and of a server that is one of many its name, which ends the title of its models."""
    title = get_dialect(spec.dialect).title
    server = re.search(r" (?:on|at) (\S+)$", spec.title)
    return f"{title}: {server[1]}" if server else title


def test_it_opens_with_a_sentence_a_picture_and_two_commands() -> None:
    title, sentence, picture, commands = README.split("\n\n")[:4]
    assert title == "# Playground"
    assert sentence.startswith("Playground is a ")
    assert picture.startswith("![")
    assert commands.splitlines() == ["```sh", "uv run playground", "uv run pytest", "```"]


def test_it_is_short() -> None:
    assert len(README.splitlines()) < 120


def test_it_names_the_apis_with_models() -> None:
    section = README.partition("### Models")[2].partition("\n## ")[0]
    assert [dialect.title for dialect in DIALECTS.values() if dialect.title not in section] == []


def test_the_models_are_those_of_the_catalog() -> None:
    written = {(row[0], row[1].strip("`"), mode) for row in MODELS for mode in MODES if mode in row[2]}
    assert written == {(api_of(spec), spec.model, spec.mode) for spec in specs().values()}


def test_the_references_are_the_catalogs() -> None:
    written = {(row[0], row[1].strip("`")): int(re.findall(r"\d+", row[2])[0]) for row in MODELS if "up to" in row[2]}
    pictures = {(api_of(spec), spec.model): spec.by_role("picture") for spec in specs().values()}
    assert written == {model: picture.max_items for model, picture in pictures.items() if picture and picture.max_items}


def test_the_prices_are_those_of_the_lists() -> None:
    written = [tuple(row) for row in rows(read("docs/models.md"), "## Prices")]
    known = []
    for spec in specs().values():
        for row in find_rows(spec):
            facts = (f"`{row.model}`", describe_row(spec, row), f"{row.source}, {row.read_on}")
            known.append((get_dialect(spec.dialect).title, *facts))
    assert sorted(written) == sorted(set(known))


def test_it_names_commands() -> None:
    assert {"create_api_key", "confirm_address", "run_standin", "prepare_home"} == set(
        re.findall(r"manage\.py (\w+)", README)
    )
