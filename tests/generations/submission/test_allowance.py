"""Who draws what is asked for, and how much of this server's own key one person may spend."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.accounts.models import Verdict
from playground.accounts.remote_keys import choose_source, save_key
from playground.configuration.environment import RemoteApi
from playground.generations.models import Generation
from playground.generations.submission.allowance import AllowanceSpent
from tests.cast import FLEX, JOB, Person
from tests.markup import parse


@pytest.fixture
def server_key(settings: Any) -> None:
    """Give this server a key for 1min.ai, which makes three pictures a day for each."""
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("server-key", "", 16)}
    settings.SERVER_KEYS_FOR = "everyone"
    settings.SERVER_KEYS_A_DAY = 3


def drawn_by(generation: Generation) -> tuple[str, str]:
    return generation.engine, generation.key_source


def test_uses_the_embedded_engine_without_a_key(bob: Person) -> None:
    assert drawn_by(bob.ask()) == ("blank", "")


def test_the_same_token_does_not_return_a_sketch_once_there_is_a_key(bob: Person) -> None:
    for _ in range(2):
        bob.generate(token="once")
    save_key(bob.owner, "onemin", "mine", Verdict.ACCEPTED)
    for _ in range(2):
        bob.generate(token="once")
    rows = Generation.objects.order_by("created")
    assert [drawn_by(row) for row in rows] == [("blank", ""), ("remote", "own")]


def test_the_row_keeps_the_engine_chosen_at_submission(bob: Person, server_key: None) -> None:
    assert drawn_by(bob.ask()) == ("remote", "server")
    save_key(bob.owner, "onemin", "mine", Verdict.ACCEPTED)
    assert drawn_by(bob.ask()) == ("remote", "own")
    choose_source(bob.owner, "onemin", "sketch")
    assert drawn_by(bob.ask()) == ("blank", "")
    assert drawn_by(bob.ask(JOB)) == ("blank", "")


def test_refuses_above_the_allowance_and_keeps_the_form(bob: Person, server_key: None) -> None:
    bob.ask(variants=2)
    response = bob.generate(FLEX, prompt="one more fox", variants="2", htmx=False)
    assert response.status_code == 422
    page = parse(response)
    assert "of 3 pictures for today" in page.text
    assert "one more fox" in page.text
    assert Generation.objects.count() == 2
    assert bob.generate(FLEX, variants="1").status_code == 200


def test_each_person_has_a_separate_allowance(bob: Person, charlie: Person, server_key: None) -> None:
    bob.ask(variants=3)
    charlie.ask(variants=3)
    with pytest.raises(AllowanceSpent):
        bob.ask()


def test_old_and_unsent_pictures_do_not_count(bob: Person, server_key: None) -> None:
    old, failed, cancelled = bob.ask(), bob.ask(), bob.ask()
    with pytest.raises(AllowanceSpent) as spent:
        bob.ask()
    assert 86_000 < (spent.value.retry_after or 0) <= 86_400
    Generation.objects.filter(id=old.id).update(status="done", sent=timezone.now() - timedelta(hours=25))
    Generation.objects.filter(id=failed.id).update(status="failed")
    assert cancelled.cancel()
    bob.ask(variants=3)


def test_sent_pictures_count_even_if_failed_and_deleted(bob: Person, server_key: None) -> None:
    now = timezone.now()
    for row in (bob.ask(), bob.ask(), bob.ask()):
        Generation.objects.filter(id=row.id).update(status="failed", sent=now, deleted=now)
    with pytest.raises(AllowanceSpent):
        bob.ask()


def test_pictures_waiting_for_more_than_a_day_count(bob: Person, server_key: None) -> None:
    bob.ask(variants=3)
    Generation.objects.update(created=timezone.now() - timedelta(hours=48))
    with pytest.raises(AllowanceSpent):
        bob.ask()


def test_a_picture_counts_for_a_day_after_it_was_sent(bob: Person, server_key: None) -> None:
    bob.ask(variants=3)
    now = timezone.now()
    sent = now - timedelta(hours=23)
    Generation.objects.update(created=now - timedelta(hours=48), status="done", sent=sent)
    with pytest.raises(AllowanceSpent) as spent:
        bob.ask()
    assert 3500 < (spent.value.retry_after or 0) <= 3600
    assert "Wait up to 1 hour," in spent.value.sentence


def test_all_owners_together_stay_within_the_total_limit(
    bob: Person, charlie: Person, server_key: None, settings: Any
) -> None:
    settings.SERVER_KEYS_IN_ALL_A_DAY = 4
    bob.ask(variants=3)
    with pytest.raises(AllowanceSpent) as fewer:
        charlie.ask(variants=2)
    assert fewer.value.sentence.startswith("This server has 1 of its 4 pictures for today left. Ask for fewer, wait")
    charlie.ask()
    with pytest.raises(AllowanceSpent) as spent:
        charlie.ask()
    assert spent.value.sentence == (
        "This server has used its 4 pictures for today. Wait up to 24 hours, choose sketches, or enter your own key"
        " under Keys."
    )
    choose_source(charlie.owner, "onemin", "sketch")
    charlie.ask()


def test_sketches_and_own_keys_have_no_allowance(bob: Person, server_key: None) -> None:
    bob.ask(variants=3)
    choose_source(bob.owner, "onemin", "sketch")
    bob.ask(variants=4)
    save_key(bob.owner, "onemin", "mine", Verdict.ACCEPTED)
    choose_source(bob.owner, "onemin", "own")
    bob.ask(variants=4)


def test_an_allowance_of_zero_means_no_limit(bob: Person, server_key: None, settings: Any) -> None:
    settings.SERVER_KEYS_A_DAY = settings.SERVER_KEYS_IN_ALL_A_DAY = 0
    for _ in range(5):
        bob.ask()


def test_a_double_click_at_the_end_of_the_allowance_is_one_generation(bob: Person, server_key: None) -> None:
    bob.ask(variants=2)
    for _ in range(2):
        assert bob.generate(FLEX, token="once").status_code == 200
    assert Generation.objects.count() == 3


def test_refuses_a_retry_above_the_allowance(bob: Person, server_key: None) -> None:
    row = bob.ask(variants=3)
    Generation.objects.update(status="failed", sent=timezone.now())
    response = bob.post("retry", row.id, htmx=True)
    assert response.status_code == 422
    assert "of 3 pictures for today" in response.content.decode()


@pytest.mark.parametrize(
    ("dialect", "path", "body"),
    [
        (
            "onemin",
            "/api/features",
            {
                "type": "IMAGE_GENERATOR",
                "model": "black-forest-labs/flux-2-flex",
                "promptObject": {"prompt": "a fox"},
                "async": True,
            },
        ),
        ("apiframe", "/v2/images/generate", {"model": "flux-2-flex", "prompt": "a fox"}),
    ],
)
def test_the_api_answers_429_with_retry_after_above_the_allowance(
    bob: Person, server_key: None, settings: Any, dialect: str, path: str, body: dict[str, Any]
) -> None:
    settings.REMOTE_APIS = settings.REMOTE_APIS | {dialect: RemoteApi("server-key", "", 16)}
    settings.SERVER_KEYS_A_DAY = 1
    _, raw = create_key(bob.owner)
    ask: dict[str, Any] = {"content_type": "application/json", "headers": {"API-KEY": raw}}
    first = bob.client.post(path, body, **ask)
    assert first.status_code < 300, first.content
    assert drawn_by(Generation.objects.get()) == ("remote", "server")
    second = bob.client.post(path, body, **ask)
    assert second.status_code == 429
    assert 0 < int(second["Retry-After"]) <= 86_400
    assert "of 1 picture for today" in second.content.decode()
