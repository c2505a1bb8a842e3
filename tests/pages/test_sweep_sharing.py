"""Links to sweeps, and their downloads."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from PIL import Image

from playground.generations.models import Picture
from playground.sweeps.models import SweepShare
from tests.cast import Person
from tests.markup import parse
from tests.pages.test_sweeps import classed
from tests.sweeps.conftest import ANIMALS, STEPS, make_grid


def test_a_link_shows_pictures_and_words_of_the_axes_only(
    alice: Person, anonymous: Person, work: Callable[[], None]
) -> None:
    sweep = make_grid(alice.owner, prompt="a fox in a secret garden")
    alice.post("buy_cells", sweep.id, row="0")
    work()
    # Its worker died before it made the thumbnails, and is not waited for after so long.
    Picture.objects.update(created=timezone.now() - timedelta(minutes=1))
    alice.post("share_sweep", sweep.id)
    address = SweepShare.objects.get().get_absolute_url()

    page = parse(anonymous.client.get(address))
    assert "wolf" in page.text
    assert "secret garden" not in anonymous.client.get(address).content.decode()
    picture = classed(page, "sweep-picture")[0]["href"]
    shown = anonymous.fetch(picture)
    assert shown.status == 200
    assert b"secret garden" not in shown.content
    assert anonymous.fetch(f"{picture}?small").headers["Content-Type"] == "image/webp"
    # Nothing of a cell that has no picture, nor of one that is not there.
    assert len(classed(page, "sweep-picture")) == 3
    assert anonymous.fetch(f"{address}1-0/").status == 404
    assert anonymous.fetch(f"{address}9-9/").status == 404

    alice.post("share_sweep", sweep.id, shows_prompt="on")
    assert "secret garden" in anonymous.client.get(address).content.decode()
    alice.post("revoke_sweep_share", sweep.id)
    assert anonymous.client.get(address).status_code == 404
    assert anonymous.fetch(picture).status == 404


def test_a_deleted_picture_or_sweep_is_not_shared(alice: Person, anonymous: Person, work: Callable[[], None]) -> None:
    sweep = make_grid(alice.owner, STEPS)
    alice.post("buy_cells", sweep.id, row="0")
    work()
    alice.post("share_sweep", sweep.id)
    address = SweepShare.objects.get().get_absolute_url()
    assert anonymous.fetch(f"{address}0-0/").status == 200

    generation = sweep.cells.get(column=0).generation
    assert generation
    generation.delete_softly()
    assert anonymous.fetch(f"{address}0-0/").status == 404
    alice.post("delete_sweep", sweep.id)
    assert anonymous.fetch(f"{address}0-1/").status == 404


def test_is_taken_away_as_picture_table_and_archive(bob: Person, work: Callable[[], None]) -> None:
    sweep = make_grid(bob.owner)
    assert bob.get("sweep_sheet", sweep.id).status_code == 302
    bob.post("buy_cells", sweep.id, row="0")
    work()

    sheet = bob.fetch(f"{sweep.get_absolute_url()}sheet.jpg")
    with Image.open(io.BytesIO(sheet.content)) as image:
        assert image.format == "JPEG"
        assert image.width > 3 * 256
    table = bob.get("sweep_table", sweep.id).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["“fox”"], row["Steps"], row["state"]) for row in rows[:4]] == [
        ("wolf", "10", "done"),
        ("wolf", "20", "done"),
        ("wolf", "30", "done"),
        ("cat", "10", "open"),
    ]
    archive = bob.fetch(f"{sweep.get_absolute_url()}pictures.zip")
    with zipfile.ZipFile(io.BytesIO(archive.content)) as files:
        assert sum(name.endswith(".png") for name in files.namelist()) == 3


def test_a_table_runs_no_formula(bob: Person) -> None:
    sweep = make_grid(bob.owner, ANIMALS.__class__("words", "fox", ("=HYPERLINK(1)",)))

    assert "'=HYPERLINK(1)" in bob.get("sweep_table", sweep.id).content.decode()
