"""How jobs end that an API sheds, loses or never finishes, and what servers of people's own change about it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpcore
import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.catalog.spec import ModelSpec
from playground.dialects.registry import DIALECTS, get_dialect
from playground.engines.errors import EngineError, Rejected, ServerFailed, TimedOut
from playground.engines.remote.base import Account, RemoteRequest, RemoteResult
from playground.engines.remote.engine import RemoteEngine
from playground.engines.remote.faults import read_network_error
from playground.engines.remote.http import LARGEST_ERROR
from playground.engines.remote.session import ApiCall, ApiSession
from playground.outbound.errors import ForbiddenAddress, Unresolvable
from tests.remote.further_api import BASE, JOB, Further, Keyless, PutInPlace, refuses, says
from tests.remote.scripted_api import (
    LINK,
    PICTURE,
    REQUEST_ID,
    Script,
    ScriptedJournal,
    fetch,
    make,
    make_account,
    make_request,
    play,
)
from tests.specs import SPECS

SPEC = get_spec("bfl/flux-2-flex/generate")
CANCEL = f"{BASE}/jobs/{JOB}/cancel"
QUEUE = "https://queue.fal.run/fal-ai/flux-2/requests/x"

type Put = Callable[[Further], Further]


@pytest.fixture
def put(in_place_of: PutInPlace) -> Put:
    """Let another dialect have the place of one in the registry."""

    def put_in_place(further: Further) -> Further:
        in_place_of("bfl", further.as_dialect())
        return further

    return put_in_place


def ask(script: Script, journal: ScriptedJournal | None = None, **wishes: Any) -> RemoteResult:
    return make(script, SPEC, make_account(DIALECTS["bfl"]), journal, **wishes)


def test_a_job_of_fal_is_followed_by_statuses_without_its_id() -> None:
    addresses = {"status_url": f"{QUEUE}/status", "response_url": QUEUE, "cancel_url": f"{QUEUE}/cancel"}
    answers = [
        {"status": "IN_QUEUE", "request_id": "x", "queue_position": 1, **addresses},
        {"status": "IN_QUEUE", "queue_position": 0, "response_url": QUEUE},
        {"status": "IN_PROGRESS", "response_url": QUEUE, "logs": []},
        {"status": "COMPLETED", "response_url": QUEUE, "logs": []},
        {"images": [{"url": "https://v3.fal.media/a.jpg"}], "seed": 7},
    ]
    script = Script(*(httpx.Response(200, json=answer) for answer in answers))
    result = make(script, get_spec("fal/flux-2-dev/generate"), make_account(get_dialect("fal")))
    assert (result.files, result.answer.id) == ((PICTURE,), "x")
    assert [request.method for request in script.requests] == ["POST"] + ["GET"] * 4


def test_a_job_that_outlasts_its_time_is_cancelled_once(put: Put) -> None:
    put(Further()).policy = replace(Further.policy, job_timeout=60.0)

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(202, json={}) if request.method == "PUT" else says("running")

    script = Script(says("queued", cancel_url=CANCEL), answer)
    with pytest.raises(TimedOut, match=r"still at work after 1 minutes, so it was asked to stop\.") as caught:
        ask(script)
    assert script.count("PUT") == 1
    assert str(script.requests[-1].url) == CANCEL
    assert caught.value.may_be_charged


def test_a_job_that_cannot_be_cancelled_is_not_said_to_be_stopped(put: Put) -> None:
    put(Further()).policy = replace(Further.policy, job_timeout=60.0)
    with pytest.raises(TimedOut, match=r"still at work after 1 minutes\. "):
        ask(Script(says("queued"), says("running")))


def test_a_request_that_was_shed_is_sent_again(put: Put) -> None:
    put(Further())
    script, journal = Script(refuses(503, unsent=True), says("done", urls=[LINK])), ScriptedJournal()
    assert ask(script, journal).files == (PICTURE,)
    assert journal.names == ["sending", "not_sent", "sending", "accepted"]


def test_a_request_that_is_always_shed_was_not_charged(put: Put) -> None:
    put(Further())
    script = Script(refuses(503, unsent=True))
    with pytest.raises(EngineError, match=r"too many requests at the moment \(503\)") as caught:
        ask(script)
    assert (caught.value.code, len(script.requests)) == ("busy", 5)
    assert "charged" not in caught.value.sentence


def test_a_poll_that_is_shed_says_nothing_about_the_request(put: Put) -> None:
    put(Further())
    with pytest.raises(ServerFailed, match="may have been charged"):
        ask(Script(says("queued"), refuses(503, unsent=True)))


@pytest.mark.parametrize("length", [1000, LARGEST_ERROR])
def test_a_long_error_is_not_read(put: Put, length: int) -> None:
    put(Further())
    with pytest.raises(Rejected) as caught:
        ask(Script(refuses(400, "Bad request. " + "x" * length)))
    assert ("Bad request" in caught.value.sentence) is (length < LARGEST_ERROR)


def test_servers_of_peoples_own_do_not_wait_for_each_other(put: Put) -> None:
    put(Keyless())
    is_asked = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "slow.example":
            await is_asked.wait()
        is_asked.set()
        return says("done", pictures=["AAAA"])

    async def go() -> list[RemoteResult]:
        engine = RemoteEngine(transport=httpx.MockTransport(answer), fetch=fetch, at_once={"bfl": 1})
        asked = [
            RemoteRequest(make_request(SPEC), Account(f"https://{host}.example", "", "own", owner), REQUEST_ID)
            for host, owner in (("slow", "alice"), ("quick", "bob"))
        ]
        try:
            return await asyncio.gather(*(engine.run(each, ScriptedJournal()) for each in asked))
        finally:
            await engine.close()

    assert len(play(go)) == 2


@pytest.mark.parametrize(("reach", "is_home"), [("configured", True), ("private", True), ("public", False)])
def test_the_usual_address_of_a_server_is_at_home_there(reach: Any, is_home: bool) -> None:
    dialect = get_dialect("openai")
    api = ApiSession(dialect, Account(dialect.base_url, "", "own", reach=reach))
    assert api.is_at_home(httpx.URL(f"{dialect.base_url}/v1/images/7/content")) is is_home
    assert not api.is_at_home(httpx.URL("http://127.0.0.1:9000/v1/images/7/content"))


def test_internal_names_are_not_told_from_unknown_ones() -> None:
    account = Account("https://db.internal", "k", "own", reach="public")
    call = ApiCall(ApiSession(get_dialect("openai"), account), "send")

    def fault(cause: Exception) -> tuple[str, bool]:
        error, inner = httpx.ConnectError("no"), httpcore.ConnectError("no")
        error.__cause__, inner.__cause__ = inner, cause
        found = read_network_error(error, call, 10)
        return found.sentence, found.permanent

    unknown = fault(Unresolvable("db.internal was not found."))
    assert unknown == fault(ForbiddenAddress("db.internal is private."))
    assert unknown[0].endswith("Check its address under Keys.")


@pytest.mark.parametrize(
    "spec", [spec for spec in SPECS.values() if spec.dialect == "openai" and spec.mode == "generate"], ids=str
)
def test_a_charge_is_mentioned_only_where_a_host_charges(spec: ModelSpec) -> None:
    script = Script(httpx.Response(500, json={"error": "Out of memory."}))
    with pytest.raises(ServerFailed) as caught:
        make(script, spec, make_account(get_dialect("openai")))
    is_charged = spec.profile in {"openai", "together", "openrouter"}
    assert ("charged" in caught.value.sentence) is is_charged
