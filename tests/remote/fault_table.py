"""What each fault of a public API comes to, by the step at which it happens and by dialect."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from playground.dialects.registry import get_dialect
from playground.standins.server import Step
from tests.remote.faults import (
    Fault,
    answer,
    changed,
    drip,
    empty,
    encode,
    fail,
    gif,
    half,
    html,
    naming,
    nothing,
    refuse,
    reset,
    stay_silent,
)
from tests.remote.samples.onemin import MODERATED
from tests.remote.samples.registry import SAMPLES, is_free, is_repeatable, steps_of

# How often a step is tried. UNCLEAR is once where a request is paid for, but more often where a key makes that safe.
# MANY is where there is no telling.
ONCE, UNKNOWN, UNDOCUMENTED, UNPAID, UPLOAD, POLL, DOWNLOAD = 1, 3, 5, 5, 5, 8, 4
UNCLEAR, MANY = 0, None
type Tries = int | None
# Seconds that a job may take, hundreds of which pass in one here. Longer ones are played in a loop that waits for none.
LONGEST_JOB, FOR_EVER = 600.0, "at work for ever"


@dataclass(frozen=True)
class Line:
    """A fault at a step, and how it ends: code, words of the sentence, tries, whether a charge is spoken of, paid.

    `tries` is None where there is no telling, but many. `names_job` says that the sentence has the API's id of the job.
    """

    step: Step
    name: str
    fault: Fault
    code: str
    words: str
    tries: Tries
    is_charge_told: bool
    paid: int
    names_job: bool = False


def lines_of(dialect: str) -> Iterator[Line]:
    """Yield every fault that can happen at that API. Of a charge nothing is said where pictures cost nothing."""
    for line in _lines_of(dialect):
        yield replace(line, is_charge_told=False) if is_free(dialect) else line


def _lines_of(dialect: str) -> Iterator[Line]:
    sample, steps = SAMPLES[dialect], steps_of(dialect)
    for name, fault, code, words, tries, is_told, paid in map(partial(_shed, dialect), SUBMIT):
        count = (5 if is_repeatable(dialect) else 1) if tries == UNCLEAR else tries
        yield Line("submit", name, fault, code, words, count, is_told, paid)
    if "upload" in steps:
        for name, fault, code, words, tries in UPLOADS:
            yield Line("upload", name, fault, code, words, tries, False, 0)
    for step, lines in (("poll", POLLS), ("result", RESULTS), ("download", DOWNLOADS)):
        for name, fault, code, words, tries in lines if step in steps else ():
            # What is refused, or what the API could not make, is said to be that and nothing else.
            is_told = code != "refused" and (code != "failed" or step == "download")
            names = sample.has_ids and is_told
            yield Line(step, name, fault, code, words, tries, is_told, 1, names)  # type: ignore[arg-type]  # each step is one of the literals
    yield from _of_the_pictures(dialect)
    yield from _at_work_for_ever(dialect)
    for end in sample.ends:
        paid = int(end.is_paid)
        yield Line(end.step, end.name, changed(end.change), end.code, end.words, end.tries, end.is_charge_told, paid)


def _of_the_pictures(dialect: str) -> Iterator[Line]:
    """Yield what may be wrong with the pictures that the last answer names or has."""
    sample = SAMPLES[dialect]
    step, names = sample.naming_step, sample.has_ids
    # What is paid for is not asked for again.
    tries = ONCE if step == "submit" and not is_repeatable(dialect) else UNDOCUMENTED
    none = changed(naming(dialect))
    yield Line(step, "done without a picture", none, "answer", "", tries, True, 1, names)
    for name, text, code, words in PICTURES if "download" not in steps_of(dialect) else ():
        yield Line(step, name, changed(naming(dialect, text)), code, words, ONCE, True, 1, names)


def _at_work_for_ever(dialect: str) -> Iterator[Line]:
    sample = SAMPLES[dialect]
    say: Callable[..., object] | None = sample.say_status
    if say and sample.at_work and get_dialect(dialect).policy.job_timeout <= LONGEST_JOB:
        at_work = changed(partial(say, word=sample.at_work))
        yield Line("poll", FOR_EVER, at_work, "timeout", "still at work after", MANY, True, 1, sample.has_ids)


def _shed(dialect: str, line: "Submit") -> "Submit":
    """Return the line, or what it is at Black Forest Labs, whose 503 means that a request was not accepted."""
    is_shed = dialect == "bfl" and line[0] == "503"
    words = "is receiving too many requests at the moment (503)"
    return ("503", refuse(503), "busy", words, UNPAID, False, 0) if is_shed else line


type Submit = tuple[str, Fault, str, str, Tries, bool, int]

SUBMIT: list[Submit] = [
    ("400", refuse(400), "rejected", "did not accept this request (400)", ONCE, False, 0),
    ("401", refuse(401), "key", "(401): check it under Keys.", ONCE, False, 0),
    ("402", refuse(402), "credits", "no credits left (402)", ONCE, False, 0),
    ("403", refuse(403), "key", "(403): check it under Keys.", ONCE, False, 0),
    ("404", refuse(404), "rejected", "has no such model or address (404)", ONCE, False, 0),
    ("409", refuse(409), "rejected", "already received this request with different content (409)", ONCE, True, 0),
    ("413", refuse(413), "rejected", "too large for", ONCE, False, 0),
    ("422", refuse(422), "rejected", "did not accept this request (422)", ONCE, False, 0),
    ("429", refuse(429), "busy", "is receiving too many requests at the moment (429)", UNPAID, False, 0),
    ("429 for 7 s", refuse(429, Retry_After="7"), "busy", "too many requests at the moment (429)", UNPAID, False, 0),
    ("moderation", refuse(400, MODERATED), "refused", "refused the content of this request", ONCE, False, 0),
    ("500", fail(500), "server", "had an internal error (500)", UNCLEAR, True, 1),
    ("502", fail(502), "server", "had an internal error (502)", UNCLEAR, True, 1),
    ("503", fail(503), "server", "had an internal error (503)", UNCLEAR, True, 1),
    ("silence", stay_silent, "timeout", "did not answer within", UNCLEAR, True, 1),
    ("drip", drip, "timeout", "did not answer within", UNCLEAR, True, 1),
    ("reset", reset, "interrupted", "was lost before the answer was complete", UNCLEAR, True, 1),
    ("HTML", answer(html), "answer", "it is HTML instead of JSON", UNCLEAR, True, 1),
    ("half", answer(half), "answer", "it is not valid JSON", UNCLEAR, True, 1),
    ("no fields", answer(nothing), "answer", "", UNCLEAR, True, 1),
]

UPLOADS: list[tuple[str, Fault, str, str, Tries]] = [
    ("400", refuse(400), "rejected", "did not accept an input picture (400)", ONCE),
    ("401", refuse(401), "key", "(401): check it under Keys.", ONCE),
    ("402", refuse(402), "credits", "no credits left (402)", ONCE),
    ("403", refuse(403), "key", "(403): check it under Keys.", ONCE),
    ("404", refuse(404), "rejected", "did not accept an input picture (404)", ONCE),
    ("409", refuse(409), "rejected", "did not accept an input picture (409)", ONCE),
    ("413", refuse(413), "rejected", "An input picture is too large for", ONCE),
    ("422", refuse(422), "rejected", "did not accept an input picture (422)", ONCE),
    ("moderation", refuse(400, MODERATED), "refused", "refused the content of this request", ONCE),
    ("429", refuse(429), "busy", "is receiving too many requests at the moment (429)", UPLOAD),
    ("429 for 7 s", refuse(429, Retry_After="7"), "busy", "is receiving too many requests at the moment (429)", UPLOAD),
    ("500", fail(500), "server", "had an internal error (500)", UPLOAD),
    ("502", fail(502), "server", "had an internal error (502)", UPLOAD),
    ("503", fail(503), "server", "had an internal error (503)", UPLOAD),
    ("silence", stay_silent, "timeout", "did not answer within", UPLOAD),
    ("drip", drip, "timeout", "did not answer within", UPLOAD),
    ("reset", reset, "interrupted", "was lost before the answer was complete", UPLOAD),
    ("HTML", answer(html), "answer", "it is HTML instead of JSON", UPLOAD),
    ("half", answer(half), "answer", "it is not valid JSON", UPLOAD),
    ("no fields", answer(nothing), "answer", "answer to an upload names no file", UPLOAD),
]

POLLS: list[tuple[str, Fault, str, str, Tries]] = [
    ("400", refuse(400), "rejected", "does not report the state of the picture (400)", ONCE),
    ("401", refuse(401), "key", "(401): check it under Keys.", ONCE),
    ("402", refuse(402), "credits", "no credits left (402)", ONCE),
    ("403", refuse(403), "key", "(403): check it under Keys.", ONCE),
    ("404", refuse(404), "lost", "no longer has this job (404)", UNKNOWN),
    ("410", refuse(410), "lost", "no longer has this job (410)", UNKNOWN),
    ("409", refuse(409), "rejected", "does not report the state of the picture (409)", ONCE),
    ("413", refuse(413), "rejected", "does not report the state of the picture (413)", ONCE),
    ("422", refuse(422), "rejected", "does not report the state of the picture (422)", ONCE),
    ("429", refuse(429), "busy", "is receiving too many requests at the moment (429)", POLL),
    ("429 for 7 s", refuse(429, Retry_After="7"), "busy", "is receiving too many requests at the moment (429)", POLL),
    ("500", fail(500), "server", "had an internal error (500)", POLL),
    ("502", fail(502), "server", "had an internal error (502)", POLL),
    ("503", fail(503), "server", "had an internal error (503)", POLL),
    ("silence", stay_silent, "timeout", "did not answer within", POLL),
    ("drip", drip, "timeout", "did not answer within", POLL),
    ("reset", reset, "interrupted", "was lost before the answer was complete", POLL),
    ("HTML", answer(html), "answer", "it is HTML instead of JSON", POLL),
    ("half", answer(half), "answer", "it is not valid JSON", POLL),
    ("no fields", answer(nothing), "answer", "", UNDOCUMENTED),
]

# An error of the client in place of a result is that of the job, which has ended without a picture.
RESULTS: list[tuple[str, Fault, str, str, Tries]] = [
    ("400", refuse(400), "failed", "could not make the picture", ONCE),
    ("401", refuse(401), "key", "(401): check it under Keys.", ONCE),
    ("402", refuse(402), "credits", "no credits left (402)", ONCE),
    ("403", refuse(403), "key", "(403): check it under Keys.", ONCE),
    ("404", refuse(404), "lost", "no longer has this job (404)", UNKNOWN),
    ("410", refuse(410), "lost", "no longer has this job (410)", UNKNOWN),
    ("409", refuse(409), "failed", "could not make the picture", ONCE),
    ("413", refuse(413), "failed", "could not make the picture", ONCE),
    ("422", refuse(422), "failed", "could not make the picture", ONCE),
    ("moderation", refuse(400, MODERATED), "refused", "refused the content of this request", ONCE),
    ("429", refuse(429), "busy", "is receiving too many requests at the moment (429)", POLL),
    ("500", fail(500), "server", "had an internal error (500)", POLL),
    ("502", fail(502), "server", "had an internal error (502)", POLL),
    ("503", fail(503), "server", "had an internal error (503)", POLL),
    ("silence", stay_silent, "timeout", "did not answer within", POLL),
    ("drip", drip, "timeout", "did not answer within", POLL),
    ("reset", reset, "interrupted", "was lost before the answer was complete", POLL),
    ("HTML", answer(html), "answer", "it is HTML instead of JSON", POLL),
    ("half", answer(half), "answer", "it is not valid JSON", POLL),
    ("no fields", answer(nothing), "answer", "", UNDOCUMENTED),
]

DOWNLOADS: list[tuple[str, Fault, str, str, Tries]] = [
    ("401", refuse(401), "lost", "its link has expired (401)", ONCE),
    ("403", refuse(403), "lost", "its link has expired (403)", ONCE),
    ("410", refuse(410), "lost", "its link has expired (410)", ONCE),
    ("404", refuse(404), "lost", "its link has expired (404)", DOWNLOAD),
    ("400", refuse(400), "lost", "its link answered with 400", ONCE),
    ("429", refuse(429), "lost", "its link answered with 429", DOWNLOAD),
    ("500", refuse(500), "lost", "its link answered with 500", DOWNLOAD),
    ("503", refuse(503), "lost", "its link answered with 503", DOWNLOAD),
    ("silence", stay_silent, "lost", "made the picture, but it could not be fetched", DOWNLOAD),
    ("drip", drip, "lost", "made the picture, but it could not be fetched", DOWNLOAD),
    ("reset", reset, "lost", "made the picture, but it could not be fetched", DOWNLOAD),
    ("emptiness", answer(empty), "lost", "the file behind its link is empty", DOWNLOAD),
    ("HTML", answer(html), "failed", "the file from its URL is not a complete PNG, JPEG or WebP file", ONCE),
    ("GIF", answer(gif), "failed", "the file from its URL is a GIF file", ONCE),
    ("half", answer(half), "failed", "the file from its URL is not a complete PNG, JPEG or WebP file", ONCE),
]

# Pictures that an answer contains, as Base64. A line break alone is the Base64 of an empty file.
PICTURES: list[tuple[str, str, str, str]] = [
    ("no Base64", "<html>", "lost", "its answer contains invalid Base64 instead of the file."),
    ("an empty picture", "\n", "failed", "the file in its answer is not a complete PNG, JPEG or WebP file"),
    ("HTML as a picture", encode(html), "failed", "the file in its answer is not a complete PNG, JPEG or WebP file"),
    ("a GIF as a picture", encode(gif), "failed", "the file in its answer is a GIF file"),
    ("half a picture", encode(half), "failed", "the file in its answer is not a complete PNG, JPEG or WebP file"),
]
