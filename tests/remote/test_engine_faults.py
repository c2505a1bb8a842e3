"""Every fault of an API, in every dialect: its code, its sentence, the tries made, and what the journal keeps."""

import socket
import ssl
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.dialects.registry import DIALECTS, get_dialect
from playground.engines.base import describe_job
from playground.engines.errors import RemoteFault
from playground.standins.server import Step
from tests.remote.failing import Stream, fail, status
from tests.remote.further_api import PutInPlace
from tests.remote.samples.registry import JOBS, RESULTS, SAMPLES, UPLOADERS, is_free, is_repeatable
from tests.remote.scripted_api import JOB, SUCCESSES, Script, Scripted, ScriptedJournal, make, make_account

WITH_STATUS = [name for name, sample in SAMPLES.items() if sample.say_status]
CHARGED = "may have been charged"
SMALL, FLOOD = 5 * 1024 * 1024, 5_300_000


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def broken(error: Exception) -> Any:
    return lambda request: httpx.Response(200, stream=Stream(b'{"a', error=error))


def drip(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, stream=Stream(*[b" "] * 1000, seconds=1))


def flood(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=b" " * FLOOD)


def html(status: int = 200) -> httpx.Response:
    return httpx.Response(status, html="<html><body>Bad gateway</body></html>")


@dataclass(frozen=True)
class Fault:
    """An answer, and what comes of it: `tries` of a paid request without and with a header for repeats."""

    name: str
    answer: Scripted
    code: str
    words: str
    tries: tuple[int, int] = (1, 1)
    may_be_charged: bool = False
    poll_tries: int = 1


# Tries of the paid request without and with a header for repeats, whether it may be charged, tries of a question.
UNSENT = ((5, 5), False, 8)
UNCLEAR = ((1, 5), True, 8)
UNDOCUMENTED = ((1, 5), True, 5)

NO_NAME = caused(httpx.ConnectError("no"), socket.gaierror(-2, "no"))
NO_TRUST = caused(httpx.ConnectError("no"), ssl.SSLCertVerificationError("no"))

FAULTS = [
    Fault("refused connection", httpx.ConnectError("no"), "unreachable", "refused the connection", *UNSENT),
    Fault("unknown name", NO_NAME, "unreachable", "name", *UNSENT),
    Fault("bad certificate", NO_TRUST, "unreachable", "certificate"),
    Fault("slow connection", httpx.ConnectTimeout("no"), "unreachable", "within 10 seconds", *UNSENT),
    Fault("read timeout", httpx.ReadTimeout("no"), "timeout", "seconds", *UNCLEAR),
    Fault("write timeout", httpx.WriteTimeout("no"), "timeout", "seconds", *UNCLEAR),
    Fault("reset", httpx.ReadError("no"), "interrupted", "complete", *UNCLEAR),
    Fault("reset in mid-body", broken(httpx.ReadError("no")), "interrupted", "complete", *UNCLEAR),
    Fault("cut off body", broken(httpx.RemoteProtocolError("no")), "interrupted", "complete", *UNCLEAR),
    Fault("slow drip", drip, "timeout", "seconds", *UNCLEAR),
    Fault("302", status(302, Location="https://elsewhere.example/"), "answer", "302", (1, 1), True),
    Fault("400", status(400), "rejected", "(400)"),
    Fault("401", status(401), "key", "(401)"),
    Fault("402", status(402), "credits", "no credits left (402)"),
    Fault("403", status(403), "key", "(403)"),
    Fault("404", status(404), "rejected", "(404)"),
    Fault("409", status(409), "rejected", "(409)", (1, 1), True),
    Fault("413", status(413), "rejected", "too large"),
    Fault("422", status(422), "rejected", "(422)"),
    Fault("429", status(429), "busy", "(429)", *UNSENT),
    Fault("429 with a pause", status(429, Retry_After="7"), "busy", "(429)", *UNSENT),
    Fault("500", status(500), "server", "(500)", *UNCLEAR),
    Fault("502 with HTML", html(502), "server", "(502)", *UNCLEAR),
    Fault("503", status(503, Retry_After="3"), "server", "(503)", *UNCLEAR),
    Fault("HTML", html(), "answer", "HTML", *UNCLEAR),
    Fault("nothing", httpx.Response(200), "answer", "empty", *UNCLEAR),
    Fault("truncated JSON", httpx.Response(200, content=b'{"aiRecord": {"uu'), "answer", "not valid JSON", *UNCLEAR),
    Fault("bottomless JSON", httpx.Response(200, content=b"[" * 100_000), "answer", "not valid JSON", *UNCLEAR),
    Fault("a list", httpx.Response(200, json=[]), "answer", "", *UNDOCUMENTED),
    Fault("missing fields", httpx.Response(200, json={"status": "PROCESSING"}), "answer", "", *UNDOCUMENTED),
    Fault("too much", flood, "answer", "larger than 5 MB", *UNCLEAR),
]

# With 503 Black Forest Labs says that it has not accepted the request.
SHED = Fault("503", status(503, Retry_After="3"), "busy", "(503)", *UNSENT)

each_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


@pytest.fixture(autouse=True)
def small_answers(in_place_of: PutInPlace) -> None:
    """Limit all answers alike: those that contain pictures may be so large that a test of their limit takes long."""
    for name, dialect in DIALECTS.items():
        given: Any = dialect
        in_place_of(name, replace(given, policy=replace(dialect.policy, largest_answer=SMALL)))


def test_the_table_covers_every_dialect() -> None:
    assert SAMPLES.keys() == DIALECTS.keys()


@pytest.mark.parametrize("name", SUCCESSES)
@each_fault
def test_a_fault_of_the_request_that_is_paid_for(fault: Fault, name: str) -> None:
    fault = SHED if name == "bfl" and fault.name == SHED.name else fault
    script, journal = Script(fault.answer), ScriptedJournal()
    error = fail(script, name, journal)
    tries = fault.tries[is_repeatable(name)]
    assert (error.code, len(script.requests)) == (fault.code, tries)
    assert fault.words in error.sentence
    assert (CHARGED in error.sentence) == (fault.may_be_charged and not is_free(name))
    assert journal.names == (["sending"] if fault.may_be_charged else ["sending", "not_sent"] * tries)
    assert isinstance(error, RemoteFault)
    assert (error.may_be_charged, error.tries) == (fault.may_be_charged, tries)


@pytest.mark.parametrize("name", JOBS)
@each_fault
def test_a_fault_of_the_question_after_a_job(fault: Fault, name: str) -> None:
    script, journal = Script(SUCCESSES[name][0], fault.answer), ScriptedJournal()
    error = fail(script, name, journal)
    unknown = fault.name == "404"
    assert error.code == ("lost" if unknown else fault.code)
    assert len(script.requests) - 1 == (3 if unknown else fault.poll_tries)
    assert (CHARGED in error.sentence) != is_free(name)
    assert journal.names == ["sending", "accepted"]


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.parametrize("fault", [one for one in FAULTS if one.poll_tries > 1], ids=lambda fault: fault.name)
def test_a_question_that_failed_is_asked_again(fault: Fault, name: str) -> None:
    first, *rest = SUCCESSES[name]
    script = Script(first, *[fault.answer] * (fault.poll_tries - 1), *rest)
    assert make(script, get_spec(SAMPLES[name].order[0]), make_account(get_dialect(name))).answer.id == JOB


REPEATED = [
    pytest.param(fault, name, id=f"{fault.name}-{name}")
    for fault in FAULTS
    for name in SUCCESSES
    if fault.tries[is_repeatable(name)] > 1
]


@pytest.mark.parametrize(("fault", "name"), REPEATED)
def test_a_repeat_that_goes_well_is_a_result(fault: Fault, name: str) -> None:
    script, journal = Script(fault.answer, *SUCCESSES[name]), ScriptedJournal()
    make(script, get_spec(SAMPLES[name].order[0]), make_account(get_dialect(name)), journal)
    assert len(script.requests) == 1 + len(SUCCESSES[name])
    expected = ["sending"] if fault.may_be_charged else ["sending", "not_sent", "sending"]
    assert [name for name in journal.names if name != "accepted"] == expected


@pytest.mark.parametrize("name", UPLOADERS)
@each_fault
def test_a_fault_of_an_upload(fault: Fault, name: str) -> None:
    script, journal = Script(fault.answer), ScriptedJournal()
    edit = SAMPLES[name].edit
    assert edit
    error = fail(script, name, journal, spec=edit[0], inputs=[b"\x89PNG"])
    assert len(script.requests) == (5 if fault.poll_tries > 1 else 1)
    assert error.code == fault.code
    assert CHARGED not in error.sentence
    assert journal.names == []


# In place of a result an error of the client is that of the job, which has ended without a picture. With 404 the API
# only says that it does not have the picture.
OF_THE_JOB = frozenset({"400", "409", "413", "422"})


@pytest.mark.parametrize("name", RESULTS)
@each_fault
def test_a_fault_of_the_question_after_a_result(fault: Fault, name: str) -> None:
    *before, _ = SUCCESSES[name]
    script, journal = Script(*before, fault.answer), ScriptedJournal()
    error = fail(script, name, journal)
    is_of_the_job, is_lost = fault.name in OF_THE_JOB, fault.name == "404"
    assert error.code == ("failed" if is_of_the_job else "lost" if is_lost else fault.code)
    assert len(script.requests) - len(before) == (3 if is_lost else fault.poll_tries)
    assert (CHARGED in error.sentence) != is_of_the_job
    assert journal.names == ["sending", "accepted"]


def saying(name: str, word: str, step: Step) -> httpx.Response:
    sample = SAMPLES[name]
    body = deepcopy(sample.successes[step])
    assert sample.say_status
    sample.say_status(body, word)
    return httpx.Response(200, json=body)


@pytest.mark.parametrize("name", WITH_STATUS)
def test_a_new_word_for_a_status_is_told(name: str) -> None:
    steps: tuple[tuple[Step, int], ...] = (("submit", 5 if is_repeatable(name) else 1), ("poll", 5))
    for step, tries in steps:
        if step not in SAMPLES[name].successes:
            continue
        before = SUCCESSES[name][: step == "poll"]
        script = Script(*before, saying(name, "DREAMING", step))
        error = fail(script, name, ScriptedJournal())
        assert (error.code, "DREAMING" in error.sentence) == ("answer", True)
        assert len(script.requests) == len(before) + tries
        assert (CHARGED in error.sentence) != is_free(name)
        assert describe_job(JOB) in error.sentence or not before


@pytest.mark.parametrize("name", [name for name in JOBS if SAMPLES[name].at_work])
def test_a_job_that_is_at_work_for_ever_is_given_up_after_its_time(name: str) -> None:
    policy = get_dialect(name).policy
    script = Script(SUCCESSES[name][0], saying(name, SAMPLES[name].at_work, "poll"))
    error = fail(script, name, ScriptedJournal())
    assert error.code == "timeout"
    assert f"still at work after {policy.job_timeout / 60:g} minutes" in error.sentence
    assert (CHARGED in error.sentence) != is_free(name)
    assert describe_job(JOB) in error.sentence
    taken = script.moments[-1] - script.moments[0]
    assert policy.job_timeout <= taken <= policy.job_timeout + policy.first_poll_interval
    assert script.count("GET") > policy.job_timeout / policy.longest_poll_interval
    # Nobody follows the job any longer.
    assert (script.requests[-1].method != "GET") == policy.can_cancel


# What may be in the place of a picture: nothing, an invalid address, invalid Base64.
@pytest.mark.parametrize("pictures", [[], [""], ["neither an address nor Base64!"]])
@pytest.mark.parametrize("name", SAMPLES)
def test_success_without_a_picture_ends_within_a_minute_and_names_the_job(name: str, pictures: list[str]) -> None:
    sample, (*before, _) = SAMPLES[name], SUCCESSES[name]
    body = deepcopy(sample.successes[sample.naming_step])
    sample.name_pictures(body, pictures)
    script = Script(*before, httpx.Response(200, json=body))
    error = fail(script, name, ScriptedJournal())
    assert error.code in ("answer", "lost")
    assert (CHARGED in error.sentence) != is_free(name)
    assert describe_job(JOB) in error.sentence or not sample.has_ids
    assert script.moments[-1] < 60
