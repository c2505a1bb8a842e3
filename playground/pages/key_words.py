"""What the page of keys says of a key for a public API, and of a server that a person runs themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.accounts.models import Verdict


@dataclass(frozen=True, slots=True)
class KeyWords:
    """The sentences about one kind of entry. `verdicts` end a sentence that begins with the name of the API.

    `outcomes` are said after saving, by the verdict of the test, and `waits` after any other verdict.
    """

    not_saved: str
    saved: str
    lost: str
    outcomes: Mapping[Verdict, str]
    waits: str
    verdicts: Mapping[Verdict, str]
    used: str
    removed: str
    refusal: str


KEY = KeyWords(
    not_saved="The key was not saved. Paste it again.",
    saved="You saved a key",
    lost="This server can no longer decrypt your key, because its own secret is lost. Enter your key again.",
    outcomes={
        Verdict.ACCEPTED: "It is saved and makes your next picture.",
        Verdict.UNTESTABLE: "Your key is saved, not tested yet. Press “Use it anyway” to make pictures with it.",
    },
    waits="Your key is saved, not tested yet. Until a test accepts it, or you choose it, it makes no pictures.",
    verdicts={
        Verdict.ACCEPTED: "accepted it",
        Verdict.REFUSED: "refused it",
        Verdict.UNTESTABLE: "has no free way to test a key: the first picture will show whether it works",
        Verdict.UNKNOWN: "did not answer the test",
    },
    used="Your key makes your next picture. {title} charges its owner.",
    removed="Removed your key for {title}.",
    refusal="Save it although it was refused",
)
SERVER = KeyWords(
    not_saved="The address was not saved.",
    saved="You saved an address",
    lost=(
        "This playground can no longer decrypt what you entered, because its own secret is lost. Enter your server"
        " again."
    ),
    outcomes={
        Verdict.ACCEPTED: "It is saved and makes your next picture.",
        Verdict.UNTESTABLE: "Your server is saved, not tested yet. Press “Use it anyway” to make pictures with it.",
    },
    waits="Its address is saved. Until a test succeeds, or you choose it, it makes no pictures.",
    verdicts={
        Verdict.ACCEPTED: "answered there",
        Verdict.REFUSED: "refused the test",
        Verdict.UNTESTABLE: "cannot be tested: the first picture will show whether it works",
        Verdict.UNKNOWN: "did not answer the test",
    },
    used="Your server makes your next picture.",
    removed="Removed your server for {title}.",
    refusal="Save it although the test failed",
)


def words_for(*, is_own_server: bool) -> KeyWords:
    return SERVER if is_own_server else KEY
