"""What each fault of a public API comes to, by the step at which it happens and by dialect."""

from collections.abc import Iterator
from dataclasses import dataclass

from playground.standins.server import Step
from tests.remote.faults import (
    Fault,
    answer,
    drip,
    empty,
    fail,
    gif,
    half,
    html,
    nothing,
    refuse,
    reset,
    saying,
    stay_silent,
)

DIALECTS = ("onemin", "apiframe", "bfl")

# Tries at each dialect's API, in the order above; 0 where it has no such step, None where there is no telling.
type Tries = tuple[int | None, int | None, int | None]
EACH_ONCE: Tries = (1, 1, 1)
UNPAID: Tries = (5, 5, 5)
# Once paid for it is only repeated where a key makes that safe.
UNCLEAR: Tries = (1, 5, 1)
UPLOAD_ONCE: Tries = (1, 1, 0)
UPLOAD: Tries = (5, 5, 0)
POLL_ONCE: Tries = (0, 1, 1)
POLL_UNKNOWN: Tries = (0, 3, 3)
POLL: Tries = (0, 8, 8)
DOWNLOAD: Tries = (4, 4, 4)

MODERATED = "Your prompt was flagged by our content moderation."


@dataclass(frozen=True)
class Line:
    """A fault at a step, and how it ends: code, words of the sentence, tries, whether a charge is spoken of, paid."""

    step: Step
    name: str
    fault: Fault
    code: str
    words: str
    tries: Tries
    is_charge_told: bool
    paid: int


def _table() -> Iterator[Line]:
    for line in SUBMIT:
        yield Line("submit", *line)
    for name, fault, code, words, tries in UPLOADS:
        yield Line("upload", name, fault, code, words, tries, False, 0)
    for step, lines in (("poll", POLLS), ("download", DOWNLOADS)):
        for name, fault, code, words, tries in lines:
            # What is refused for its content is said to be that and nothing else.
            yield Line(step, name, fault, code, words, tries, code != "refused", 1)  # type: ignore[arg-type]  # each step is one of the literals


SUBMIT: list[tuple[str, Fault, str, str, Tries, bool, int]] = [
    ("400", refuse(400), "rejected", "did not accept this request (400)", EACH_ONCE, False, 0),
    ("401", refuse(401), "key", "(401): check it under Keys.", EACH_ONCE, False, 0),
    ("402", refuse(402), "credits", "no credits left (402)", EACH_ONCE, False, 0),
    ("403", refuse(403), "key", "(403): check it under Keys.", EACH_ONCE, False, 0),
    ("404", refuse(404), "rejected", "has no such model or address (404)", EACH_ONCE, False, 0),
    ("409", refuse(409), "rejected", "already received this request with different content (409)", EACH_ONCE, True, 0),
    ("413", refuse(413), "rejected", "too large for", EACH_ONCE, False, 0),
    ("422", refuse(422), "rejected", "did not accept this request (422)", EACH_ONCE, False, 0),
    ("429", refuse(429), "busy", "is receiving too many requests at the moment (429)", UNPAID, False, 0),
    ("429 for 7 s", refuse(429, Retry_After="7"), "busy", "too many requests at the moment (429)", UNPAID, False, 0),
    ("moderation", refuse(400, MODERATED), "refused", "refused the content of this request", EACH_ONCE, False, 0),
    ("500", fail(500), "server", "had an internal error (500)", UNCLEAR, True, 1),
    ("502", fail(502), "server", "had an internal error (502)", UNCLEAR, True, 1),
    ("503", fail(503), "server", "had an internal error (503)", UNCLEAR, True, 1),
    ("silence", stay_silent, "timeout", "did not answer within", UNCLEAR, True, 1),
    ("drip", drip, "timeout", "did not answer within", UNCLEAR, True, 1),
    ("reset", reset, "interrupted", "was lost before the answer was complete", UNCLEAR, True, 1),
    ("HTML", answer(html), "answer", "it is HTML instead of JSON", UNCLEAR, True, 1),
    ("half", answer(half), "answer", "it is not valid JSON", UNCLEAR, True, 1),
    ("no fields", answer(nothing), "answer", "response has no", UNCLEAR, True, 1),
    ("a new status", answer(saying(status="DREAMING")), "answer", "DREAMING", UNCLEAR, True, 1),
    (
        "moderation in the end",
        answer(saying(status="FAILURE", message=MODERATED)),
        "refused",
        "refused the content of this request",
        (1, 0, 0),
        False,
        1,
    ),
]

UPLOADS: list[tuple[str, Fault, str, str, Tries]] = [
    ("400", refuse(400), "rejected", "did not accept an input picture (400)", UPLOAD_ONCE),
    ("401", refuse(401), "key", "(401): check it under Keys.", UPLOAD_ONCE),
    ("402", refuse(402), "credits", "no credits left (402)", UPLOAD_ONCE),
    ("403", refuse(403), "key", "(403): check it under Keys.", UPLOAD_ONCE),
    ("404", refuse(404), "rejected", "did not accept an input picture (404)", UPLOAD_ONCE),
    ("409", refuse(409), "rejected", "did not accept an input picture (409)", UPLOAD_ONCE),
    ("413", refuse(413), "rejected", "An input picture is too large for", UPLOAD_ONCE),
    ("422", refuse(422), "rejected", "did not accept an input picture (422)", UPLOAD_ONCE),
    ("moderation", refuse(400, MODERATED), "refused", "refused the content of this request", UPLOAD_ONCE),
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
    ("400", refuse(400), "rejected", "does not report the state of the picture (400)", POLL_ONCE),
    ("401", refuse(401), "key", "(401): check it under Keys.", POLL_ONCE),
    ("402", refuse(402), "credits", "no credits left (402)", POLL_ONCE),
    ("403", refuse(403), "key", "(403): check it under Keys.", POLL_ONCE),
    ("404", refuse(404), "lost", "no longer has this job (404)", POLL_UNKNOWN),
    ("410", refuse(410), "lost", "no longer has this job (410)", POLL_UNKNOWN),
    ("409", refuse(409), "rejected", "does not report the state of the picture (409)", POLL_ONCE),
    ("413", refuse(413), "rejected", "does not report the state of the picture (413)", POLL_ONCE),
    ("422", refuse(422), "rejected", "does not report the state of the picture (422)", POLL_ONCE),
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
    ("no fields", answer(nothing), "answer", "response has no", POLL),
    ("a new status", answer(saying(status="DREAMING")), "answer", "DREAMING", POLL),
    ("at work for ever", answer(saying(status="PROCESSING")), "timeout", "still at work after", (0, None, 0)),
    ("pending for ever", answer(saying(status="Pending")), "timeout", "still at work after", (0, 0, None)),
    (
        "moderation",
        answer(saying(status="FAILED", error=MODERATED)),
        "refused",
        "refused the content of this request",
        (0, 1, 0),
    ),
    (
        "moderated request",
        answer(saying(status="Request Moderated")),
        "refused",
        "refused the content of this request",
        (0, 0, 1),
    ),
    (
        "moderated picture",
        answer(saying(status="Content Moderated")),
        "refused",
        "refused the content of this request",
        (0, 0, 1),
    ),
    ("unknown task", answer(saying(status="Task not found")), "lost", "no longer has this job", (0, 0, 3)),
]

DOWNLOADS: list[tuple[str, Fault, str, str, Tries]] = [
    ("401", refuse(401), "lost", "its link has expired (401)", EACH_ONCE),
    ("403", refuse(403), "lost", "its link has expired (403)", EACH_ONCE),
    ("410", refuse(410), "lost", "its link has expired (410)", EACH_ONCE),
    ("404", refuse(404), "lost", "its link has expired (404)", DOWNLOAD),
    ("400", refuse(400), "lost", "its link answered with 400", EACH_ONCE),
    ("429", refuse(429), "lost", "its link answered with 429", DOWNLOAD),
    ("500", refuse(500), "lost", "its link answered with 500", DOWNLOAD),
    ("503", refuse(503), "lost", "its link answered with 503", DOWNLOAD),
    ("silence", stay_silent, "lost", "made the picture, but it could not be fetched", DOWNLOAD),
    ("drip", drip, "lost", "made the picture, but it could not be fetched", DOWNLOAD),
    ("reset", reset, "lost", "made the picture, but it could not be fetched", DOWNLOAD),
    ("emptiness", answer(empty), "lost", "the file behind its link is empty", DOWNLOAD),
    ("HTML", answer(html), "failed", "the file from its URL is not a complete PNG, JPEG or WebP file", EACH_ONCE),
    ("GIF", answer(gif), "failed", "the file from its URL is a GIF file", EACH_ONCE),
    ("half", answer(half), "failed", "the file from its URL is not a complete PNG, JPEG or WebP file", EACH_ONCE),
]

TABLE = tuple(_table())
