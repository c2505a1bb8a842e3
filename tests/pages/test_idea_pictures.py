"""The pictures of the ideas: blank until a worker has drawn them, then kept by browsers for ever."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from playground.catalog.loading import get_spec
from playground.generations.storage.idea_sheets import has_sheet
from playground.generations.submission.idea_task import draw_ideas
from playground.generations.worker.idea_pictures import draw_sheet
from tests.cast import EDIT, FLEX, Person


def address(person: Person, spec_id: str = FLEX) -> str:
    """Return the address that the cards of the first screen name, which must be one for all of them."""
    images = person.studio(spec_id).by_id("first-visit").all("img")
    assert len(images) == 3
    assert len({image["src"] for image in images}) == 1
    return images[0]["src"]


def test_a_first_request_gets_a_blank_and_asks_a_worker_once(
    anonymous: Person, sketch: None, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks() as tasks:
        for _ in range(2):
            response = anonymous.client.get(address(anonymous, "bfl/flux-2-max/generate"))
            assert response.headers["Content-Type"] == "image/svg+xml"
            assert response.headers["Cache-Control"] == "no-store, no-transform"
    assert len(tasks) == 1


@pytest.mark.parametrize("spec_id", [FLEX, EDIT])
def test_what_a_worker_drew_has_a_picture_for_each_idea(anonymous: Person, sketch: None, spec_id: str) -> None:
    draw_sheet(spec_id)
    response = anonymous.client.get(address(anonymous, spec_id))
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable, no-transform"
    with Image.open(BytesIO(response.content)) as sheet:
        assert (sheet.format, sheet.size) == ("WEBP", (816, 204))
        parts = [sheet.crop((left, 0, left + 272, 204)).tobytes() for left in (0, 272, 544)]
    assert len(set(parts)) == 3
    # The three cards are a small part of what a first visit may load.
    assert len(response.content) < 16_000


def test_a_model_that_is_gone_is_not_drawn() -> None:
    draw_sheet("onemin/flux-0/generate")


def test_only_workers_draw(anonymous: Person) -> None:
    with pytest.raises(RuntimeError, match="only workers run tasks"):
        draw_ideas.call(FLEX)
    assert not has_sheet(get_spec("apiframe/flux-2-max/generate"))


def test_a_page_of_other_ideas_finds_nothing(anonymous: Person, sketch: None) -> None:
    there = re.sub(r"ideas-\w+", "ideas-000000000000", address(anonymous))
    assert anonymous.client.get(there).status_code == 404
    assert anonymous.client.post(address(anonymous)).status_code == 405


def test_another_engine_shows_no_sketches(anonymous: Person, settings: Any) -> None:
    settings.ENGINE = "blank"
    assert not anonymous.studio().by_id("first-visit").has("img")
