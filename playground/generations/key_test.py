"""Somebody's key tried at its public API, with a request that costs nothing."""

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
class Judgement:
    """What an API says of a key, and a sentence about it; the key itself is in neither."""

    verdict: Verdict
    sentence: str


def judge_key(dialect_name: str, key: str, person: Person) -> Judgement:
    """Ask the API whether it takes the key: ten seconds at most, and nothing is raised."""
    dialect = get_dialect(dialect_name)
    base_url = settings.REMOTE_APIS[dialect_name].base_url or dialect.base_url
    try:
        with WAITS.take(person):
            release_connection()
            # The network client comes with the first key that is tested: most web processes never ask anybody.
            test_key = import_string("playground.engines.remote.key_test.test_key")
            told: KeyVerdict = test_key(dialect, Account(base_url, key, "own"))
    except TooBusy:
        return Judgement(Verdict.UNKNOWN, "Too many wait for an answer here just now: test the key in a few seconds.")
    return Judgement(Verdict(told.verdict), told.sentence)
