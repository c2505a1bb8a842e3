"""The settings that depend on whether strangers can open the playground, who then get less of everything."""

from collections.abc import Iterable

from playground.configuration.environment import read_choice, read_flag

# The names of this machine for itself.
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})


def is_local(public_url: str, hosts: Iterable[str]) -> bool:
    """Return whether nobody but this machine itself can ask, as far as the environment tells."""
    return not public_url and not read_flag("PLAYGROUND_BEHIND_PROXY", False) and LOCAL_HOSTS.issuperset(hosts)


def read_key_audience(*, local: bool) -> str:
    """Return who may spend this server's own keys, `everyone` or `members`."""
    return read_choice("PLAYGROUND_SERVER_KEYS_FOR", "everyone" if local else "members", ("everyone", "members"))
