"""Tests a person's key at its public API with a request that costs nothing."""

from playground.accounts.remote_keys import read_base_url
from playground.dialects.registry import get_dialect
from playground.engines.remote.base import Account, KeyTestResult
from playground.generations.updates import WAITS, release_connection
from playground.work_limits import Person, TooBusy


def verify_key(dialect_name: str, key: str, person: Person) -> KeyTestResult:
    """Ask the API whether it accepts the key; takes ten seconds at most and never raises."""
    dialect = get_dialect(dialect_name)
    account = Account(read_base_url(dialect_name, dialect.base_url), key, "own")
    try:
        with WAITS.take(person):
            # The answer may take seconds, in which this thread needs no database connection.
            release_connection()
            # The network client is imported late, because most web processes never test a key.
            from playground.engines.remote.key_test import test_key

            return test_key(dialect, account)
    except TooBusy:
        return KeyTestResult("unknown", "Too many requests are waiting. Test the key again in a few seconds.")
