"""Settings that depend on whether strangers can reach this server. If they can, the defaults are stricter."""

from collections.abc import Iterable

from playground.configuration.environment import read_choice, read_flag

# The names by which a machine reaches itself.
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})


def is_local(public_url: str, hosts: Iterable[str]) -> bool:
    """Return whether, according to the environment, only this machine can reach the server."""
    return not public_url and not read_flag("PLAYGROUND_BEHIND_PROXY", False) and LOCAL_HOSTS.issuperset(hosts)


def read_key_audience(*, local: bool) -> str:
    """Return who may use this server's API keys: `everyone` or `members`."""
    return read_choice("PLAYGROUND_SERVER_KEYS_FOR", "everyone" if local else "members", ("everyone", "members"))


def read_own_servers(*, local: bool) -> str:
    """Return which servers of their own people may name: none (`off`), `public` ones, or `private` ones, too."""
    # On a server for strangers, a private address would lead into the operator's network.
    return read_choice("PLAYGROUND_OWN_SERVERS", "private" if local else "public", ("off", "public", "private"))
