"""Whether a server can listen at an address, before one is started that would end in a trace; no Django."""

import resource
import socket

# Each connection is an open file; so many more are for databases, pictures and request bodies.
OTHER_FILES = 500


def allow_connections(wanted: int) -> int:
    """Raise the limit of open files as far as the system lets us, and return how many connections fit below it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    needed = wanted + OTHER_FILES
    if soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(wanted, soft - OTHER_FILES))


class CannotListen(Exception):
    """Nothing can listen there; `errno` says why where the system does."""

    def __init__(self, host: str, port: int, error: Exception) -> None:
        self.errno = getattr(error, "errno", None)
        super().__init__(f"Cannot listen on {host}:{port}: {getattr(error, 'strerror', None) or error}.")


def try_to_listen(host: str, port: int) -> CannotListen | None:
    """Return what keeps a server from listening, None where nothing does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            return CannotListen(host, port, error)
    return None
