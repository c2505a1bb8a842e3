"""Checks whether a server can listen at an address before it is started. Does not import Django.

The server itself would end with a traceback.
"""

import resource
import socket

# Each connection is an open file. This many more are needed for databases, pictures and request bodies.
OTHER_FILES = 500


def allow_connections(connections: int) -> int:
    """Raise the limit of open files as far as the system allows. Return the number of connections that it permits."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return connections
    needed = connections + OTHER_FILES
    if soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(connections, soft - OTHER_FILES))


class CannotListen(Exception):
    """It is not possible to listen at an address. `errno` is the system's error, if there is one."""

    def __init__(self, host: str, port: int, error: Exception) -> None:
        self.errno = getattr(error, "errno", None)
        super().__init__(f"Cannot listen on {host}:{port}: {getattr(error, 'strerror', None) or error}.")


def try_to_listen(host: str, port: int) -> CannotListen | None:
    """Return the reason why a server cannot listen, or None."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            return CannotListen(host, port, error)
    return None
