"""Finished pictures are fetched whole or not at all, and never from where they must not be."""

import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.dialects.registry import get_dialect
from playground.engines.errors import EngineError, RemoteFault
from playground.engines.remote.base import Account
from playground.outbound.client import Fetched
from playground.outbound.errors import ForbiddenAddress, OutboundError, TooLarge, Unreachable
from tests.remote.scripted_api import KEY, LINK, PICTURE, RECORD, Script, make, make_account

FLEX = get_spec("onemin/flux-2-flex/generate")


class Store:
    """Gives its answers in turn, the last one again and again, and keeps what it was asked for."""

    def __init__(self, *answers: Fetched | OutboundError) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, bool]] = []

    def __call__(self, url: str, *, is_home: bool) -> Fetched:
        self.asked.append((url, is_home))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, OutboundError):
            raise answer
        return answer


def answer(status: int = 200, content: bytes = PICTURE) -> Fetched:
    return Fetched(status, "text/html", content, LINK)


def lose(store: Store) -> RemoteFault:
    script = Script(RECORD)
    with pytest.raises(EngineError, match=r"1min\.ai made the picture, but .*may have been charged") as caught:
        make(script, FLEX, make_account(get_dialect("onemin")), fetch=store)
    assert len(script.requests) == 1
    assert isinstance(caught.value, RemoteFault)
    assert caught.value.code == "lost"
    assert caught.value.urls == (LINK,)
    return caught.value


@pytest.mark.parametrize(
    ("first", "words", "tries"),
    [
        (answer(403), "has expired (403)", 1),
        (answer(404), "has expired (404)", 4),
        (answer(410), "has expired (410)", 1),
        (answer(418), "answered with 418", 1),
        (answer(429), "answered with 429", 4),
        (answer(500), "answered with 500", 4),
        (answer(200, b""), "is empty", 4),
        (Unreachable("The connection was interrupted."), "could not be fetched: The connection was interrupted.", 4),
        (ForbiddenAddress("10.0.0.1 is not public."), "could not be fetched: 10.0.0.1 is not public.", 1),
        (TooLarge("It is larger than 40 MB."), "larger than 40 MB", 1),
    ],
)
def test_a_picture_that_cannot_be_had_is_lost(first: Fetched | OutboundError, words: str, tries: int) -> None:
    store = Store(first)
    fault = lose(store)
    assert words in fault.sentence
    assert len(store.asked) == fault.tries == tries


@pytest.mark.parametrize("first", [answer(404), answer(503), answer(200, b""), Unreachable("It broke off.")])
def test_a_download_that_failed_is_tried_again(first: Fetched | OutboundError) -> None:
    store = Store(first, answer())
    result = make(Script(RECORD), FLEX, make_account(get_dialect("onemin")), fetch=store)
    assert result.files == (PICTURE,)
    assert len(store.asked) == 2


@pytest.mark.parametrize(
    ("base_url", "link", "is_home"),
    [
        ("http://127.0.0.1:9100", "http://127.0.0.1:9100/images/one.png", True),
        ("http://127.0.0.1:9100", "http://127.0.0.1:9101/images/one.png", False),
        ("http://127.0.0.1:9100", "https://127.0.0.1:9100/images/one.png", False),
        ("http://127.0.0.1:9100", "http://user@127.0.0.1:9100/images/one.png", False),
        ("http://127.0.0.1:9100", "http://xn--☃.example/one.png", False),
        ("https://api.1min.ai", "https://api.1min.ai/images/one.png", False),
        ("https://mirror.example", "https://mirror.example:443/images/one.png", True),
    ],
)
def test_only_the_very_origin_that_was_configured_is_home(base_url: str, link: str, is_home: bool) -> None:
    store = Store(answer())
    body = RECORD.json()
    body["aiRecord"]["temporaryUrl"] = link
    make(Script(httpx.Response(200, json=body)), FLEX, Account(base_url, KEY, "server"), fetch=store)
    assert store.asked == [(link, is_home)]


def test_every_picture_of_an_answer_is_fetched_in_order() -> None:
    body = RECORD.json()
    body["aiRecord"]["aiRecordDetail"]["resultObject"] = ["images/one.png", "images/two.png"]
    store = Store(answer())
    result = make(Script(httpx.Response(200, json=body)), FLEX, make_account(get_dialect("onemin")), fetch=store)
    assert result.answer.urls == (LINK, "https://api.1min.ai/images/two.png")
