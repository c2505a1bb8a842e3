"""Where each dialect puts the address to which its API reports the end of a job."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from playground.dialects.base import Answer
from playground.dialects.bfl import Bfl
from playground.dialects.errors import AnswerError
from playground.dialects.registry import DIALECTS, get_dialect
from playground.dialects.wire import WireRequest
from tests.specs import SPECS

URL = "https://play.example.com/hooks/x/0192:1:a-b_c/"
CLUSTER = "https://api.us1.bfl.ai"
FLUX_2 = "bfl/flux-2-pro/generate"


def write(spec_id: str, base_url: str = "") -> tuple[WireRequest, WireRequest | None]:
    """Return the request without a webhook and the one with it."""
    dialect = get_dialect(spec_id.partition("/")[0])
    base_url = base_url or dialect.base_url
    request = dialect.write_request(SPECS[spec_id], {"prompt": "a cat"}, base_url=base_url, key="k")
    return request, dialect.write_webhook(request, URL, base_url=base_url)


@pytest.mark.parametrize(
    ("spec_id", "base_url", "fields"),
    [
        ("apiframe/flux-2-pro/generate", "", {"webhookUrl": URL, "webhookEvents": ["completed", "failed"]}),
        ("replicate/flux-2-pro/generate", "", {"webhook": URL, "webhook_events_filter": ["completed"]}),
        (FLUX_2, CLUSTER, {"webhook_url": URL}),
        (FLUX_2, f"{CLUSTER}/", {"webhook_url": URL}),
    ],
)
def test_the_address_is_in_the_body_and_nothing_else_changes(
    spec_id: str, base_url: str, fields: dict[str, Any]
) -> None:
    request, hooked = write(spec_id, base_url)
    assert hooked is not None
    assert isinstance(request.body, dict)
    assert hooked == WireRequest(request.method, request.url, request.headers, request.body | fields)
    assert not fields.keys() & request.body.keys()


@pytest.mark.parametrize("base_url", ["", "https://queue.fal.run/", "https://proxy.example/fal/queue"])
def test_fals_queue_has_it_in_the_query(base_url: str) -> None:
    request, hooked = write("fal/flux-2-pro/generate", base_url)
    assert hooked is not None
    assert (hooked.method, hooked.headers, hooked.body) == (request.method, request.headers, request.body)
    address, _, query = hooked.url.partition("?")
    assert (address, parse_qs(query)) == (request.url, {"fal_webhook": [URL]})
    assert urlsplit(hooked.url).fragment == ""


@pytest.mark.parametrize("base_url", ["https://fal.run", "https://fal.run/", "https://proxy.example/fal/run"])
def test_fals_synchronous_address_has_none(base_url: str) -> None:
    assert write("fal/flux-2-pro/generate", base_url)[1] is None


@pytest.mark.parametrize("base_url", ["", "https://api.eu.bfl.ai", "https://api.us.bfl.ai", "https://proxy.example"])
def test_bfl_has_none_where_only_its_own_address_leads_to_the_task(base_url: str) -> None:
    assert write(FLUX_2, base_url)[1] is None
    assert Bfl().write_poll("x", "", base_url=base_url, key="k") is None


def test_the_strict_body_of_flux_3_has_none() -> None:
    assert write("bfl/flux-3-image/generate", CLUSTER)[1] is None


def test_a_task_with_a_webhook_is_asked_for_by_its_id() -> None:
    answered = {"id": "t/7", "status": "whatever", "webhook_url": URL, "cost": 3, "input_mp": 0, "output_mp": 1}
    assert Bfl().read_response(answered) == Answer("t/7", "queued", None, (), "", cost=3)
    poll = Bfl().write_poll("t/7", "", base_url=CLUSTER, key="k")
    assert poll == WireRequest("GET", f"{CLUSTER}/v1/get_result?id=t%2F7", (("x-key", "k"),), None)


@pytest.mark.parametrize("word", [None, ["x"], {}, 7, "", "Pending"])
def test_whatever_its_status_is(word: object) -> None:
    heard = Bfl().read_response({"id": "t", "status": word, "webhook_url": URL})
    assert (heard.status, heard.poll_url) == ("running" if word == "Pending" else "queued", "")


def test_a_task_without_a_webhook_must_still_name_its_address() -> None:
    with pytest.raises(AnswerError, match="polling_url"):
        Bfl().read_response({"id": "t"})


@pytest.mark.parametrize("name", sorted(DIALECTS.keys() - {"apiframe", "replicate", "fal", "bfl"}))
def test_the_others_report_nothing(name: str) -> None:
    request = WireRequest("POST", "https://a.example/b", (), {"prompt": "a cat"})
    assert get_dialect(name).write_webhook(request, URL) is None
