"""A disk with less room than its reserve takes only what is paid for already."""

from typing import Any

import pytest
from django.test import Client

from playground.accounts.api_keys import create_key
from playground.generations.models import Asset, Generation
from tests.cast import Person, make_file, work_off

# More than any disk has.
ALL = 2**40
SENTENCE = "The disk of this server is full"


@pytest.fixture
def browser(bob: Person) -> Person:
    """Bob, who is shown the page of an error instead of having it raised."""
    bob.client.raise_request_exception = False
    return bob


def test_what_is_at_work_is_still_kept(bob: Person, settings: Any) -> None:
    row = bob.ask()
    settings.DISK_RESERVE_MB = ALL
    work_off()
    row.refresh_from_db()
    assert row.status == "done"
    assert row.pictures.get().read()


def test_a_click_is_refused_before_anything_is_paid_for_and_what_was_typed_stays(
    browser: Person, settings: Any
) -> None:
    settings.DISK_RESERVE_MB = ALL
    answer = browser.generate(prompt="a lighthouse")
    assert answer.status_code == 507
    assert SENTENCE in answer.content.decode()
    assert not Generation.objects.exists()
    assert browser.studio().control("prompt").text == "a lighthouse"


def test_an_upload_is_refused_before_it_is_written(browser: Person, settings: Any, files: Any) -> None:
    settings.DISK_RESERVE_MB = ALL
    answer = browser.post("add_asset", asset=make_file(), name="input_images", htmx=True)
    assert SENTENCE in answer.content.decode()
    assert not Asset.objects.exists()
    assert files() == []


@pytest.mark.parametrize(
    ("path", "ask"),
    [
        ("/v2/images/generate", {"model": "flux-2-flex", "prompt": "a fox"}),
        ("/v2/uploads", None),
        ("/api/assets", None),
    ],
)
def test_programs_are_told_that_the_fault_is_here(
    bob: Person, settings: Any, path: str, ask: dict[str, str] | None
) -> None:
    settings.DISK_RESERVE_MB = ALL
    client = Client(raise_request_exception=False, headers={"API-KEY": create_key(bob.owner)[1]})
    if ask:
        answer = client.post(path, ask, content_type="application/json")
    else:
        answer = client.post(path, {"file": make_file(), "asset": make_file()})
    assert answer.status_code == 507
    assert SENTENCE in str(answer.json())


def test_without_a_reserve_the_disk_may_be_filled(bob: Person, settings: Any) -> None:
    settings.DISK_RESERVE_MB = 0
    assert bob.upload().read()
