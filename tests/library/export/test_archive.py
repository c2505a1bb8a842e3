"""The archive of an export: pictures, recipes, a contact sheet and a table."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from playground.generations.models import Generation, Picture
from playground.imaging.containers import read_recipe
from playground.library.bulk.selection import find_matching
from playground.library.export.archive import Export, ExportOptions
from playground.library.export.rows import find_ids
from playground.library.marks import mark, read_changes
from playground.pages.file_naming import usual_name
from playground.pages.picture_urls import file_name
from tests.cast import EDIT, Person
from tests.library.entries import entry_of
from tests.library.export.unpacking import EVERYTHING, download
from tests.markup import parse

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def test_it_has_the_newest_picture_first_under_its_usual_name(bob: Person) -> None:
    pictures = [bob.make(prompt=f"picture {number}").pictures.get() for number in range(3)]
    files = download(bob)
    assert files == {file_name(picture): picture.read() for picture in pictures}
    assert list(files) == [file_name(picture) for picture in reversed(pictures)]


def test_names_follow_the_pattern_and_are_unique(bob: Person) -> None:
    for _ in range(3):
        bob.make(seed=5)
    assert list(download(bob, pattern="{model}_{seed}")) == [
        "flux-2-flex_5.png",
        "flux-2-flex_5-2.png",
        "flux-2-flex_5-3.png",
    ]


def test_a_recipe_is_beside_each_picture_and_says_what_the_file_says(bob: Person) -> None:
    made = bob.make(EDIT, imageUrl=bob.upload().key, prompt="make it blau – 青い")
    files = download(bob, pattern="{seed}", recipes="on")
    recipe = json.loads(files[f"{made.seed}.json"])
    assert recipe == read_recipe(files[f"{made.seed}.png"])
    assert recipe["params"]["prompt"] == "make it blau – 青い"
    assert len(recipe["inputs"]) == 1


def read_table(files: dict[str, bytes]) -> list[dict[str, str]]:
    text = files["pictures.csv"].decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_table_lists_the_pictures(bob: Person) -> None:
    made = bob.make(prompt='a "red" fox,\nin snow', seed=5)
    [row] = read_table(download(bob, **EVERYTHING, pattern="{seed}"))
    assert (row["file"], row["seed"], row["model"], row["rating"]) == ("5.png", "5", "flux-2-flex", "0")
    assert row["prompt"] == 'a "red" fox,\nin snow'
    assert row["created"] == f"{made.created:%Y-%m-%dT%H:%M:%SZ}"


def test_the_table_has_the_measured_colours(bob: Person) -> None:
    bob.make(prompt="a #0F766E door")
    [row] = read_table(download(bob, table="on"))
    assert (row["colour_delta_e"], row["colours"]) == ("", "")
    colour = {"hex": "#0F766E", "closest": "#11706A", "delta_e": 2.1, "share": 0.1234}
    Picture.objects.update(measured={"colours": [colour]}, colour_distance=2.1)
    [row] = read_table(download(bob, table="on"))
    assert row["colour_delta_e"] == "2.1"
    assert row["colours"] == "#0F766E > #11706A ΔE 2.1 12.34%"


def test_the_table_has_what_was_quoted_and_charged(bob: Person) -> None:
    made, old = bob.make(seed=1), bob.make(seed=2)
    Generation.objects.filter(id=made.id).update(quoted=45_000, charged=1_012_500, cost=101.25)
    Generation.objects.filter(id=old.id).update(quoted=None)
    files = download(bob, **EVERYTHING, pattern="{seed}")
    rows = {row["seed"]: [row[name] for name in ("quoted_usd", "charged_usd", "cost")] for row in read_table(files)}
    assert rows == {"1": ["0.045", "1.0125", "101.25"], "2": ["", "", ""]}
    recipe = json.loads(files["1.json"])
    assert (recipe["quoted_usd"], recipe["charged_usd"]) == ("0.045", "1.0125")
    assert "quoted_usd" not in json.loads(files["2.json"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "  =1", "\t=1", "\n=1+1", "＝1"])
def test_the_table_runs_no_formula(bob: Person, text: str) -> None:
    bob.make(prompt=text)
    [row] = read_table(download(bob, table="on"))
    assert row["prompt"].startswith("'")
    assert row["prompt"][1:] == text


def test_the_contact_sheet_needs_nothing_else_and_runs_nothing(bob: Person) -> None:
    bob.make(prompt=HOSTILE, seed=5)
    files = download(bob, **EVERYTHING, pattern="{seed}")
    page = parse(files["index.html"].decode())
    assert [image["src"] for image in page.all("img")] == ["5.png"]
    assert {link["href"] for link in page.all("a")} == {"5.png"}
    assert page.all("script") == []
    assert HOSTILE in page.text
    assert "script-src 'none'" in page.find("meta", http_equiv=True)["content"]


def test_missing_files_are_listed_and_break_nothing(bob: Person) -> None:
    rows = [bob.make(seed=number) for number in range(3)]
    default_storage.delete(rows[0].pictures.get().file_key)
    Picture.objects.filter(generation=rows[1]).update(lost=True)
    files = download(bob, **EVERYTHING, pattern="{seed}")
    assert set(files) == {"2.png", "2.json", "index.html", "pictures.csv", "missing.txt"}
    assert all(text in files["missing.txt"].decode() for text in ("0.png", "1.png", str(rows[0].id)))
    assert len(read_table(files)) == 1


def test_what_is_deleted_or_not_finished_is_left_out(bob: Person) -> None:
    rows = [bob.make(seed=number) for number in range(2)]
    rows[0].delete_softly()
    bob.ask()
    assert list(download(bob, pattern="{seed}")) == ["1.png"]


def test_ratings_and_numbers_are_placeholders(bob: Person) -> None:
    made = bob.make()
    mark(bob.owner, made.id, read_changes({"rating": "4"}))
    assert list(download(bob, pattern="{number:3}-{rating}")) == ["001-4.png"]


def stream(person: Person, **given: Any) -> Iterator[bytes]:
    ids = find_ids(find_matching(person.owner, ""))
    return Export(ids, ExportOptions(usual_name, **given)).stream()


def test_it_begins_before_it_has_read_everything(bob: Person) -> None:
    for number in range(30):
        bob.make(seed=number)
    blocks = stream(bob)
    with CaptureQueriesContext(connection) as queries:
        next(blocks)
        first = len(queries)
        assert sum(1 for _ in blocks) > 60
    # The rows of the second range are read later.
    assert 0 < first < len(queries)


def test_more_pictures_take_no_more_queries_in_a_range(bob: Person) -> None:
    counts = []
    for _ in range(2):
        for number in range(8):
            bob.make(seed=number)
        with CaptureQueriesContext(connection) as queries:
            assert b"".join(stream(bob))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_entry_without_its_generation_is_no_error(bob: Person) -> None:
    made, other = bob.make(seed=1), bob.make(seed=2)
    ids = find_ids(find_matching(bob.owner, ""))
    assert entry_of(made).generation_id in ids
    Generation.objects.filter(id=made.id).delete()
    archive = b"".join(Export(ids, ExportOptions(usual_name)).stream())
    assert file_name(other.pictures.get()).encode() in archive
