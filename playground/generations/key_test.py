"""Tests a person's key at its public API, or a person's own server, with a request that costs nothing."""

from playground.accounts.own_servers import own_reach
from playground.accounts.remote_keys import read_base_url
from playground.dialects.registry import get_dialect
from playground.engines.remote.base import Account, KeyTestResult
from playground.generations.updates import WAITS, release_connection
from playground.work_limits import Person, TooBusy


def verify_key(dialect_name: str, key: str, person: Person, *, address: str = "") -> KeyTestResult:
    """Ask the API whether it accepts the key, or the person's own server at `address` what it offers.

    Takes ten seconds at most and never raises.
    """
    dialect = get_dialect(dialect_name)
    if dialect.policy.is_own_server:
        account = Account(address, key, "own", reach=own_reach())
    else:
        account = Account(read_base_url(dialect_name, dialect.base_url), key, "own")
    try:
        with WAITS.take(person):
            # The answer may take seconds, in which this thread needs no database connection.
            release_connection()
            # The network client is imported late, because most web processes never test a key.
            from playground.engines.remote.key_test import test_key

            return test_key(dialect, account)
    except TooBusy:
        return KeyTestResult("unknown", "Too many requests are waiting. Test it again in a few seconds.")
