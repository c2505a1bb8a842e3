"""Lines of the log: one a request and one a job, with the same id, and nothing secret in them."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from playground.accounts.api_keys import create_key
from playground.generations.models import Generation, Share
from playground.logs.lines import make_formatter
from playground.logs.secrets import hide_secrets
from tests.cast import Person

type Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def stream() -> Iterator[Callable[[str], io.StringIO]]:
    """Return a function that sends the product's log lines, in a format, to the stream that it returns."""
    handlers: list[logging.Handler] = []

    def act(shape: str) -> io.StringIO:
        target = io.StringIO()
        handlers.append(logging.StreamHandler(target))
        handlers[-1].setFormatter(make_formatter(shape))
        logging.getLogger("playground").addHandler(handlers[-1])
        return target

    yield act
    for handler in handlers:
        logging.getLogger("playground").removeHandler(handler)


@pytest.fixture
def lines(stream: Callable[[str], io.StringIO]) -> Lines:
    target = stream("json")
    return lambda: [json.loads(line) for line in target.getvalue().splitlines()]


def test_a_request_and_its_job_have_the_id_of_the_response(
    alice: Person, lines: Lines, work: Callable[[], None]
) -> None:
    id_ = alice.generate(prompt="a secret garden").headers["x-request-id"]
    work()
    request, job = lines()
    assert (request["logger"], request["status"], request["method"]) == ("playground.request", 200, "POST")
    assert request["owner"] == str(alice.owner.id)
    assert (job["logger"], job["outcome"], job["engine"]) == ("playground.job", "done", "blank")
    assert request["request_id"] == job["request_id"] == id_ == Generation.objects.get().request_id
    assert job["generation"] == str(Generation.objects.get().id)
    assert "secret garden" not in json.dumps([request, job])


def test_a_refusal_is_logged_with_its_cause(alice: Person, lines: Lines) -> None:
    _, raw = create_key(alice.owner)
    headers = {"API-KEY": raw}
    response = alice.client.post("/api/features?key=secret", {"type": "x"}, "application/json", headers=headers)
    assert response.status_code == 400
    [line] = [line for line in lines() if line["logger"] == "playground.request"]
    assert (line["status"], line["path"]) == (400, "/api/features")
    assert line["cause"]
    assert line["request_id"] == response.headers["x-request-id"]
    assert raw not in json.dumps(line)
    assert "secret" not in json.dumps(line)


def test_the_cause_of_a_page_refusal_omits_the_input(alice: Person, lines: Lines) -> None:
    for htmx in (True, False):
        assert alice.generate(prompt="", steps="a secret", htmx=htmx).status_code == 422
        assert lines()[-1]["cause"] == "refused: steps, prompt"
    assert alice.post("add_asset", htmx=True).status_code == 422
    assert lines()[-1]["cause"].startswith("No file was sent")
    assert "secret" not in json.dumps(lines())


def test_polls_and_pictures_are_not_logged(alice: Person, lines: Lines) -> None:
    picture = alice.make().pictures.get()
    before = len(lines())
    alice.get("changes")
    alice.fetch(f"/files/{picture.id}/{picture.key.rpartition('/')[2]}")
    assert len(lines()) == before
    alice.fetch("/files/00000000-0000-7000-8000-000000000000/none.png")
    assert [line["status"] for line in lines()[before:]] == [404]


def test_secret_urls_are_not_logged(alice: Person, lines: Lines) -> None:
    share = Share.objects.create(generation=alice.make())
    alice.fetch(share.get_absolute_url())
    assert lines()[-1]["path"] == "/s/…/"
    assert hide_secrets("/account/password/reset/key/1-d3f-0123456789abcdef0123456789abcdef/").endswith("/key/…/")
    kept = "/generations/01a223f7-9ab7-725f-a2ad-3b893b274496/code/"
    assert hide_secrets(kept) == kept
    alice.fetch("/x" * 10_000)
    assert len(lines()[-1]["path"]) <= 200


def test_djangos_records_contain_no_secret_urls(
    stream: Callable[[str], io.StringIO],
) -> None:
    target = stream("json")
    record = logging.getLogger("django.request").makeRecord(
        "django.request",
        logging.WARNING,
        "",
        0,
        "Not Found: %s",
        ("/s/0123456789abcdefghij/",),
        None,
        extra={"request": "<WSGIRequest: GET '/x/?key=secret'>", "status_code": 404},
    )
    logging.getLogger("playground").handlers[-1].handle(record)
    assert json.loads(target.getvalue())["event"] == "Not Found: /s/…/"
    assert "secret" not in target.getvalue()


def test_the_text_format_is_readable(alice: Person, stream: Callable[[str], io.StringIO]) -> None:
    target = stream("text")
    logging.getLogger("playground.job").info("job done", extra={"code": "two words"})
    assert target.getvalue() == 'INFO playground.job: job done code="two words"\n'
    try:
        raise ValueError("what went wrong")
    except ValueError:
        logging.getLogger("playground").exception("it failed")
    assert "ValueError: what went wrong" in target.getvalue()


def test_control_characters_cannot_forge_lines(anonymous: Person, stream: Callable[[str], io.StringIO]) -> None:
    target = stream("text")
    anonymous.fetch("/a%0AERROR playground: forged%1B[2J%C2%9B2J/")
    assert len(target.getvalue().splitlines()) == 1
    assert target.getvalue().rstrip("\n").isprintable()


def test_a_traceback_is_part_of_the_json_line(lines: Lines) -> None:
    try:
        raise ValueError("what went wrong")
    except ValueError:
        logging.getLogger("playground").exception("it failed\nbadly")
    [line] = lines()
    assert (line["level"], line["event"]) == ("error", "it failed\nbadly")
    assert "ValueError: what went wrong" in line["exception"]
