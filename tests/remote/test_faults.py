"""Each fault of each public API, played on real sockets, through the real worker code: the state in which it ends.

All of them are at work at the same time, each under a key of its own, which tells the stand-in what to do wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
import stamina
from django.conf import LazySettings

from playground.catalog.loading import get_spec
from playground.dialects.registry import get_dialect
from playground.engines.errors import RemoteFault
from playground.engines.remote.base import Journal, RemoteRequest, RemoteResult
from playground.engines.remote.downloads import GuardedFetch
from playground.engines.remote.engine import RemoteEngine
from playground.engines.remote.timeouts import Timeouts
from playground.generations.models import Generation
from playground.outbound.client import FetchLimits
from playground.standins.server import Step
from tests.cast import Person
from tests.remote.driving import dispatcher, person_with_key, point_at, until_all_ended
from tests.remote.fault_table import FOR_EVER, Line, lines_of
from tests.remote.faults import UNKNOWN_NAME, Faulty, Plan, changed, closed, full, leave, naming, untrusted
from tests.remote.samples.registry import JOBS, SAMPLES, UPLOADERS, is_free, steps_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.system]

# What comes at all comes within TIMEOUT_SECONDS on any machine. What never comes is given up after SHORT.
TIMEOUT_SECONDS, SHORT = 60.0, 0.4
TIMEOUTS = Timeouts(connect=TIMEOUT_SECONDS, upload=TIMEOUT_SECONDS, poll=TIMEOUT_SECONDS, answer=TIMEOUT_SECONDS)
LIMIT_OF: Mapping[str, str] = {"submit": "answer", "upload": "upload", "poll": "poll", "result": "poll"}
# Faults after which no whole answer comes.
ENDLESS = ("silence", "drip")
# What drips is given up after the step's limit and two of these, in seconds; that often is enough to be sure.
TO_CONNECT, DRIPS = 1.0, 2
# Of some two hundred questions, on a slow machine; more than the most tries of one that fails.
FEWEST_QUESTIONS = 20

DIALECTS = tuple(SAMPLES)
STEPS = [
    step
    for step in ("submit", "upload", "poll", "result", "download")
    if any(step in steps_of(name) for name in SAMPLES)
]
DOWNLOADERS = [name for name in SAMPLES if "download" in steps_of(name)]

type Ending = tuple[str, str, str, str, bool, int]
# Key, dialect, line and tries.
type Case = tuple[str, str, Line, int | None]


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    """Let tries follow each other at once; how many there are stays as it is."""
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


def order(person: Person, dialect: str, step: Step) -> Generation:
    """Return a row that waits, with an input picture where the upload of one is what matters."""
    sample = SAMPLES[dialect]
    spec_id, own = sample.order
    params = dict(own)
    if step == "upload" and sample.edit:
        spec_id, name = sample.edit
        key = person.upload().key
        picture = get_spec(spec_id).by_role("picture")
        params[name] = [key] if picture and picture.kind == "images" else key
    if seed := get_spec(spec_id).by_role("seed"):
        params[seed.name] = 7
    return person.ask(spec_id, **params)


def work(timeouts: Timeouts = TIMEOUTS, fetch_seconds: float = TIMEOUT_SECONDS, **options: Any) -> None:
    """Have all that waits done."""
    fetch_limits = FetchLimits(seconds=fetch_seconds)
    fetch = GuardedFetch(allow_private=options.pop("allow_private", False), limits=fetch_limits)
    with dispatcher(DIALECTS, fetch=fetch, timeouts=timeouts, **options) as board:
        for dialect in DIALECTS:
            board.wake(dialect)
        until_all_ended()


def speaks_of_a_charge(sentence: str) -> bool:
    return "may have been charged" in sentence or "charges for it" in sentence


def telling(sentence: str, words: str) -> str:
    """Return the words if the sentence has them, or else the whole sentence, which a failed test then shows."""
    return words if words in sentence else sentence


def cases() -> Iterator[Case]:
    """Yield key, dialect, line and tries for each fault that an API can have."""
    for dialect in DIALECTS:
        for place, line in enumerate(lines_of(dialect)):
            yield f"key-of-{dialect}-{place:03}", dialect, line, line.tries


def described(asked: int, wanted: int | None) -> str:
    """Return how often was asked, or only that it was often where the table counts no tries."""
    return "many" if wanted is None and asked >= FEWEST_QUESTIONS else str(asked)


def test_each_fault_ends_as_the_table_says(settings: LazySettings) -> None:
    assert_table(settings, [case for case in cases() if case[2].name not in (*ENDLESS, FOR_EVER)])


def test_a_job_that_is_at_work_for_ever_is_asked_for_until_its_time_is_over(settings: LazySettings) -> None:
    # Beside hundreds of other faults there would be no time left for the questions.
    assert_table(settings, list(cases_of("poll", FOR_EVER)))


@pytest.mark.parametrize("step", STEPS)
def test_a_step_without_an_answer_is_given_up_as_the_table_says(settings: LazySettings, step: Step) -> None:
    assert_table(settings, list(cases_of(step, "silence")), **short(step))


@pytest.mark.parametrize("step", STEPS)
def test_a_step_whose_answer_never_ends_is_given_up_as_the_table_says(settings: LazySettings, step: Step) -> None:
    fewer = [(*case[:3], min(case[3] or DRIPS, DRIPS)) for case in cases_of(step, "drip")]
    with stamina.set_testing(True, attempts=DRIPS, cap=True):
        assert_table(settings, fewer, **short(step, connect=TO_CONNECT))


def cases_of(step: Step, name: str) -> Iterator[Case]:
    return (case for case in cases() if (case[2].step, case[2].name) == (step, name))


def short(step: Step, connect: float = TIMEOUT_SECONDS) -> dict[str, Any]:
    """Return the timeouts under which that step has little time, and only that one."""
    if step == "download":
        return {"fetch_seconds": SHORT}
    return {"timeouts": replace(TIMEOUTS, connect=connect, **{LIMIT_OF[step]: SHORT})}


def assert_table(settings: LazySettings, every: Sequence[Case], **options: Any) -> None:
    """Have all these faults happen at the same time, and compare how they end."""
    assert every
    rows = {}
    with ExitStack() as stack:
        standins = {}
        for dialect in DIALECTS:
            plans = {key: Plan(line.step, line.fault) for key, which, line, _ in every if which == dialect}
            standins[dialect] = stack.enter_context(Faulty.of(dialect, plans))
        point_at(settings, **{dialect: standin.address for dialect, standin in standins.items()})
        for key, dialect, line, _ in every:
            rows[key] = order(person_with_key(dialect, key), dialect, line.step)
        work(**options)
    found: dict[str, Ending] = {}
    wanted: dict[str, Ending] = {}
    for key, dialect, line, tries in every:
        row, standin, name = rows[key], standins[dialect], f"{line.step} {line.name} {dialect}"
        row.refresh_from_db()
        arrived = described(standin.arrived[key, line.step], tries)
        sentence = telling(row.error, line.words)
        assert not line.names_job or "The job's id there is" in row.error, f"{name}: {row.error}"
        charge = speaks_of_a_charge(row.error)
        found[name] = (row.status, row.error_code, sentence, arrived, charge, standin.paid_by(key))
        often = "many" if tries is None else str(tries)
        wanted[name] = ("failed", line.code, line.words, often, line.is_charge_told, line.paid)
        assert key not in row.error
    assert len(wanted) == len(every), "two lines have one name"
    # Only what differs is shown.
    differing = [name for name in wanted if found[name] != wanted[name]]
    assert [(name, found[name]) for name in differing] == [(name, wanted[name]) for name in differing]
    assert {name: standin.violations for name, standin in standins.items()} == {name: [] for name in DIALECTS}


# Faults of the connection: those of the whole API, and those of the address under which a finished picture lies.


class Noting(RemoteEngine):
    """Keeps the faults with which generations ended, since nobody at the other end can count them."""

    faults: list[RemoteFault]

    async def run(self, asked: RemoteRequest, journal: Journal) -> RemoteResult:
        try:
            return await super().run(asked, journal)
        except RemoteFault as fault:
            self.faults.append(fault)
            raise


ADDRESSES = [
    ("closed", "refused the connection.", 5),
    ("full", f"did not accept the connection within {SHORT} seconds.", 5),
    ("unknown", "nobody.invalid was not found", 5),
    ("untrusted", "the certificate or TLS version of 127.0.0.1 was not accepted.", 1),
]


@pytest.fixture
def addresses() -> Iterator[dict[str, str]]:
    """Give addresses by what is wrong with them."""
    with closed() as nobody, full() as busy, untrusted() as stranger:
        yield {"closed": nobody, "full": busy, "unknown": UNKNOWN_NAME, "untrusted": stranger}


@pytest.mark.parametrize(("wrong", "words", "tries"), ADDRESSES)
def test_an_api_without_a_connection_charges_nothing(
    settings: LazySettings, addresses: dict[str, str], wrong: str, words: str, tries: int
) -> None:
    point_at(settings, **dict.fromkeys(DIALECTS, addresses[wrong]))
    steps: list[tuple[str, Step]] = [(dialect, "submit") for dialect in DIALECTS]
    steps += [(dialect, "upload") for dialect in UPLOADERS]
    rows = [order(person_with_key(dialect, "a-key-of-mine"), dialect, step) for dialect, step in steps]
    faults: list[RemoteFault] = []
    timeouts = replace(TIMEOUTS, connect=SHORT) if wrong == "full" else TIMEOUTS
    work(timeouts, make=type("Noting", (Noting,), {"faults": faults}))
    for row, (dialect, step) in zip(rows, steps, strict=True):
        row.refresh_from_db()
        assert (row.status, row.error_code, row.sent) == ("failed", "unreachable", None), (dialect, step)
        assert words in row.error
        assert ("Nothing was charged." in row.error) == (step == "submit")
    # An address that a person named is not looked up again, so that its tries do not tell internal names from unknown
    # ones.
    once = [wrong == "unknown" and get_dialect(dialect).policy.is_own_server for dialect, _ in steps]
    assert sorted(fault.tries for fault in faults) == sorted(1 if is_once else tries for is_once in once)
    assert not any(fault.may_be_charged for fault in faults)


@pytest.mark.parametrize("wrong", [wrong for wrong, _, _ in ADDRESSES])
def test_a_picture_at_an_address_without_a_connection_is_lost(
    settings: LazySettings, addresses: dict[str, str], wrong: str
) -> None:
    link = f"{addresses[wrong]}/picture.png"
    faults: list[RemoteFault] = []
    with ExitStack() as stack:
        standins = {}
        for name in DOWNLOADERS:
            plan = Plan(SAMPLES[name].naming_step, changed(naming(name, link)))
            standins[name] = stack.enter_context(Faulty.of(name, {"a-key-of-mine": plan}))
        point_at(settings, **{name: standin.address for name, standin in standins.items()})
        rows = [order(person_with_key(name, "a-key-of-mine"), name, "download") for name in DOWNLOADERS]
        seconds = SHORT if wrong == "full" else TIMEOUT_SECONDS
        work(fetch_seconds=seconds, make=type("Noting", (Noting,), {"faults": faults}), allow_private=True)
    for row in rows:
        row.refresh_from_db()
        assert (row.status, row.error_code) == ("failed", "lost")
        assert "made the picture, but it could not be fetched" in row.error
        assert speaks_of_a_charge(row.error)
        assert row.notes["result_urls"] == link
    assert [fault.tries for fault in faults] == [4] * len(rows)
    assert [standin.paid for standin in standins.values()] == [1] * len(rows)


@pytest.mark.parametrize("dialect", JOBS)
def test_a_job_at_an_api_that_is_gone_may_be_charged(settings: LazySettings, dialect: str) -> None:
    faults: list[RemoteFault] = []
    with Faulty.of(dialect, {"a-key-of-mine": Plan("submit", leave)}) as standin:
        point_at(settings, **{dialect: standin.address})
        row = order(person_with_key(dialect, "a-key-of-mine"), dialect, "poll")
        work(make=type("Noting", (Noting,), {"faults": faults}))
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", "unreachable")
    assert "refused the connection" in row.error
    assert speaks_of_a_charge(row.error) != is_free(dialect)
    assert ([fault.tries for fault in faults], standin.paid) == ([8], 1)
