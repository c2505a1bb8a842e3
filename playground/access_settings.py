"""The settings of who may spend this server's own keys: nobody unknown, once strangers can open it."""

from collections.abc import Iterable

from playground.environment import read_choice, read_flag

# The names of this machine for itself.
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})


def read_key_audience(public_url: str, hosts: Iterable[str]) -> str:
    """Return `everyone` or `members`; by default everyone only where nobody but this machine itself can ask."""
    is_local = not public_url and not read_flag("PLAYGROUND_BEHIND_PROXY", False) and LOCAL_HOSTS.issuperset(hosts)
    default = "everyone" if is_local else "members"
    return read_choice("PLAYGROUND_SERVER_KEYS_FOR", default, ("everyone", "members"))
