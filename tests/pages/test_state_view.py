"""What a card shows of a generation that has no picture, and how it says who made one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from playground.generations.models import Generation, Status
from playground.pages.cards import Card

CREATED = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
STARTED = CREATED + timedelta(seconds=5)


def card(**columns: Any) -> Card:
    usual = {
        "spec_id": "onemin/flux-2-flex/generate",
        "engine": "sketch",
        "resolved": {"seed": 7},
        "width": 1024,
        "height": 512,
        "created": CREATED,
        "started": STARTED,
    }
    return Card(Generation(**usual | columns))


def test_a_queued_generation_waits_since_it_was_created() -> None:
    view = card(status=Status.QUEUED, started=None, progress=30).state_view
    assert (view.name, view.text, view.icon) == ("queued", "Waiting in the queue", "")
    assert (view.since, view.progress) == (CREATED, None)
    assert view.is_active
    assert not view.is_error


def test_a_running_generation_shows_its_stage_and_progress() -> None:
    view = card(status=Status.RUNNING, progress=30, stage="Drawing").state_view
    assert (view.text, view.since, view.progress) == ("Drawing", STARTED, 30)
    assert view.is_active


def test_a_running_generation_without_a_stage_is_starting() -> None:
    view = card(status=Status.RUNNING).state_view
    assert (view.text, view.progress) == ("Starting", None)


def test_a_failed_generation_shows_its_error_with_an_icon() -> None:
    view = card(status=Status.FAILED, error="The prompt was refused.", progress=30).state_view
    assert (view.text, view.icon, view.progress) == ("The prompt was refused.", "alert", None)
    assert view.is_error
    assert not view.is_active


@pytest.mark.parametrize(("error", "text"), [("", "Cancelled."), ("You cancelled this.", "You cancelled this.")])
def test_a_cancelled_generation_says_so(error: str, text: str) -> None:
    view = card(status=Status.CANCELLED, error=error).state_view
    assert (view.text, view.icon, view.is_error, view.is_active) == (text, "stop", False, False)


@pytest.mark.parametrize("status", list(Status))
def test_only_a_finished_generation_is_done(status: Status) -> None:
    assert card(status=status).is_done == (status == Status.DONE)


def test_the_time_is_shown_once_it_is_known() -> None:
    assert card(finished=None).seconds == ""
    assert card(finished=STARTED + timedelta(seconds=1.26)).seconds == "1.3 s"


def test_names_of_pictures_of_one_click_differ() -> None:
    first = card(params={"prompt": "a fox"}, resolved={"seed": 7, "guidance": 3.5})
    assert first.name == "a fox, 1024 × 512, guidance 3.5, seed 7"
    second = card(params={"prompt": "a fox"}, resolved={"seed": 8, "guidance": 3.5}, variant=1)
    second.generation.batch_size = 4  # type: ignore[attr-defined]  # an annotation of the query
    assert second.name == "a fox, 2 of 4, 1024 × 512, guidance 3.5, seed 8"
    # The captions differ only in what differs.
    assert second.summary == replace(first.summary, seed="seed 8")


def test_a_picture_of_an_api_names_model_and_api() -> None:
    made = card(engine="remote")
    made.generation.dialect = "onemin"
    assert made.made_by == "FLUX.2 [flex] via 1min.ai"
    assert made.credit == "Made with FLUX.2 [flex] via 1min.ai"


def test_a_sketch_names_the_model_and_says_what_it_is() -> None:
    assert card().made_by == "FLUX.2 [flex]"
    assert card().credit == "A sketch, made in the playground with the settings of FLUX.2 [flex]"


@pytest.mark.parametrize(
    ("size", "widths"),
    [((1024, 512), (256, 768, 480)), ((512, 1024), (128, 384, 120)), ((800, 800), (256, 768, 240))],
)
def test_a_tile_knows_the_widths_of_its_thumbnails(size: tuple[int, int], widths: tuple[int, int, int]) -> None:
    tile = card(width=size[0], height=size[1])
    assert (tile.small_width, tile.large_width, tile.tile_width) == widths


@pytest.mark.parametrize(
    ("noted", "names"),
    [
        ("https://cdn.example/a.png", ["picture"]),
        ("https://cdn.example/a.png\nhttps://cdn.example/b.png", ["picture 1", "picture 2"]),
        ("javascript:alert(1)", []),
        ("", []),
    ],
)
def test_links_are_numbered_where_there_are_several(noted: str, names: list[str]) -> None:
    assert [link.name for link in card(notes={"result_urls": noted}).links] == names
