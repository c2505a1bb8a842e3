"""The stand-ins send webhooks as the APIs' documents describe them, and only to a server that a test names."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from playground.dialects.registry import get_dialect
from playground.standins.registry import STANDINS
from playground.standins.server import KEY, Standin
from tests.standins.receiver import Receiver, receiving

URL = "https://play.example.com/hooks/x/0192:1:a-b_c/"
ADDRESSES = {"apiframe": "", "replicate": "", "fal": "", "bfl": ""}
MODELS = {"apiframe": "/v2/images/generate", "fal": "/fal-ai/flux-2", "bfl": "/v1/flux-2-pro"} | {
    "replicate": "/v1/models/black-forest-labs/flux-2-pro/predictions"
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def order(standin: Standin, body: dict[str, Any], query: str = "") -> httpx.Response:
    dialect = get_dialect(standin.name)
    headers = {dialect.key_header: dialect.key_prefix + KEY}
    return httpx.post(f"{standin.address}{MODELS[standin.name]}{query}", headers=headers, json=body)


def hear(name: str, receiver: Receiver, body: dict[str, Any], query: str = "") -> tuple[Any, Any, dict[str, str]]:
    """Return what the stand-in answers, and the body and headers of its webhook."""
    standin: Any
    with STANDINS[name]() as standin:
        standin.webhooks.to = receiver.address
        response = order(standin, body, query)
        [(path, content, headers)] = receiver.wait(1)
        assert standin.violations == []
    assert path == "/hooks/x/0192:1:a-b_c/"
    assert headers["content-type"] == "application/json"
    return response.json(), json.loads(content), headers | {"content": content.decode()}


def signed(secret: str, content: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), content.encode(), hashlib.sha256).hexdigest()


def test_apiframe(receiver: Receiver) -> None:
    body = {"prompt": "a fox", "model": "flux-2-pro", "webhookUrl": URL, "webhookEvents": ["completed", "failed"]}
    answer, report, headers = hear("apiframe", receiver, body)
    assert set(report) == {"event", "jobId", "status", "progress", "result", "model", "creditCost", "completedAt"}
    assert (report["event"], report["jobId"], report["status"]) == ("completed", answer["jobId"], "COMPLETED")
    assert headers["x-webhook-event"] == "completed"
    digest = hashlib.sha256(KEY.encode()).hexdigest()
    assert headers["x-webhook-signature"] == signed(digest, headers["content"])


def test_replicate(receiver: Receiver) -> None:
    body = {"input": {"prompt": "a fox"}, "webhook": URL, "webhook_events_filter": ["completed"]}
    answer, report, headers = hear("replicate", receiver, body)
    assert (report["id"], report["status"]) == (answer["id"], "succeeded")
    assert headers["webhook-signature"].startswith("v1,")
    assert headers["webhook-timestamp"].isdecimal()


def test_fal(receiver: Receiver) -> None:
    answer, report, _ = hear("fal", receiver, {"prompt": "a fox"}, f"?fal_webhook={URL.replace(':', '%3A')}")
    assert set(report) == {"request_id", "status", "payload"}
    assert (report["request_id"], report["status"]) == (answer["request_id"], "OK")
    assert len(report["payload"]["images"]) == 1


def test_bfl_names_no_address_to_poll(receiver: Receiver) -> None:
    body = {"prompt": "a fox", "webhook_url": URL, "webhook_secret": "s"}
    answer, report, headers = hear("bfl", receiver, body)
    assert set(answer) == {"id", "status", "webhook_url", "cost", "input_mp", "output_mp"}
    assert (report["id"], report["status"]) == (answer["id"], "Ready")
    assert report["timestamp"]
    assert headers["x-bfl-signature"] == signed("s", headers["content"])


@pytest.mark.parametrize("address", ["http://play.example.com/", "ftp://a", "https://a.example/" + "x" * 2083])
@pytest.mark.parametrize("name", sorted(MODELS))
def test_other_addresses_are_refused(name: str, address: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "apiframe": {"prompt": "a fox", "model": "flux-2-pro", "webhookUrl": address},
        "replicate": {"input": {"prompt": "a fox"}, "webhook": address},
        "bfl": {"prompt": "a fox", "webhook_url": address},
        "fal": {"prompt": "a fox"},
    }
    with STANDINS[name]() as standin:
        response = order(standin, bodies[name], f"?fal_webhook={address}" if name == "fal" else "")
        assert 400 <= response.status_code < 500
        assert (len(standin.violations), standin.paid) == (1, 0)


@pytest.mark.parametrize("path", ["/run/fal-ai/flux-2", "/queue/fal-ai/flux-2"])
def test_only_fals_queue_takes_one(path: str) -> None:
    standin: Any
    with STANDINS["fal"]() as standin:
        url = f"{standin.root}{path}?fal_webhook={URL}"
        response = httpx.post(url, headers={"Authorization": f"Key {KEY}"}, json={"prompt": "a fox"})
        assert response.status_code == (200 if "queue" in path else 422)


def test_bfl_sends_again_what_was_not_taken(receiver: Receiver) -> None:
    receiver.statuses = [500, 302, 204]
    standin: Any
    with STANDINS["bfl"]() as standin:
        standin.webhooks.to, standin.webhooks.pauses = receiver.address, (0, 0, 0)
        answer = order(standin, {"prompt": "a fox", "webhook_url": URL}).json()
        receiver.wait(3)
    reports = [(path, json.loads(content)["id"]) for path, content, _ in receiver.received]
    assert reports == [("/hooks/x/0192:1:a-b_c/", answer["id"])] * 3
