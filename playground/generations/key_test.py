"""Tests a person's key at its public API with a request that costs nothing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from playground.accounts.models import Verdict
from playground.dialects.registry import get_dialect
from playground.engines.remote.base import Account
from playground.generations.updates import WAITS, release_connection
from playground.work_limits import Person, TooBusy

if TYPE_CHECKING:
    from playground.engines.remote.key_test import KeyVerdict


@dataclass(frozen=True, slots=True)
class KeyTestResult:
    """Whether an API accepts a key, and a sentence about it, which never contains the key."""

    verdict: Verdict
    sentence: str


def verify_key(dialect_name: str, key: str, person: Person) -> KeyTestResult:
    """Ask the API whether it accepts the key; takes ten seconds at most and never raises."""
    dialect = get_dialect(dialect_name)
    base_url = settings.REMOTE_APIS[dialect_name].base_url or dialect.base_url
    try:
        with WAITS.take(person):
            # The answer may take seconds, in which this thread needs no database connection.
            release_connection()
            # The network client is imported late, because most web processes never test a key.
            test_key = import_string("playground.engines.remote.key_test.test_key")
            result: KeyVerdict = test_key(dialect, Account(base_url, key, "own"))
    except TooBusy:
        return KeyTestResult(Verdict.UNKNOWN, "Too many requests are waiting. Test the key again in a few seconds.")
    return KeyTestResult(Verdict(result.verdict), result.sentence)
