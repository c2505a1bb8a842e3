"""Runs the web server."""

import contextlib
import gc
import logging
import multiprocessing
import os
import signal
import sys
from functools import partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.http import HTTP1Settings, HTTP2Settings
from granian.log import LogLevels
from granian.server import Server

from playground.catalog.loading import specs
from playground.configuration.environment import read_number, read_text
from playground.generations.home import Unusable, check_versions
from playground.launcher.gate import wait_until_prepared
from playground.launcher.listening import allow_connections, try_to_listen
from playground.launcher.memory import fill_free_memory, release_memory
from playground.launcher.parent_death import end_with_launcher, end_with_parent
from playground.serving.first_requests import send_first_requests
from playground.snippets.highlighting import get_lexer
from playground.snippets.registry import LANGUAGES

# How many seconds open requests have after SIGTERM.
GRACE = 2
# The maximum size of all headers of a request.
MAX_HEADER_BYTES = 64 * 1024
# The number of connections per process, each with up to MAX_HEADER_BYTES of memory. Further ones wait, no matter who
# opens them, so it must not be easy for one client to open this many.
MOST_CONNECTIONS = 2048
# A connection on which no whole header arrives in this time is closed, in milliseconds. That includes one that is idle
# between two requests, so a proxy must give up its idle connections earlier (`keepalive_timeout` in nginx.conf).
HEADER_MILLISECONDS = 15_000


class Command(BaseCommand):
    help = "Run the web server: WEB_PROCESSES processes with WEB_THREADS threads each, at HOST and PORT."
    # prepare_home has already run the checks.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Import everything once and then fork the serving processes, so that they share memory."""
        end_with_launcher()
        if sys.platform == "linux":
            multiprocessing.set_start_method("fork", force=True)
        host, port = read_text("HOST", "127.0.0.1"), read_number("PORT", 8000, minimum=1, maximum=65535)
        if error := try_to_listen(host, port):
            raise CommandError(f"{error} Set HOST and PORT to another address.") from error
        load_code()
        wait_until_prepared()
        load_pages()
        server = Server(
            "playground.rsgi:application",
            address=host,
            port=port,
            interface=Interfaces.RSGI,
            workers=settings.WEB_PROCESSES,
            backpressure=allow_connections(MOST_CONNECTIONS),
            websockets=False,
            # Rust's own threads read files; what holds the interpreter are the threads of the gateway.
            runtime_blocking_threads=8,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=MAX_HEADER_BYTES),
            http2_settings=HTTP2Settings(max_headers_size=MAX_HEADER_BYTES),
            respawn_failed_workers=True,
            workers_kill_timeout=GRACE,
            log_level=LogLevels.error,
        )
        server.serve(target_loader=partial(load_application, os.getpid()), wrap_loader=False)


def load_code() -> None:
    """Load what needs neither database nor static files, which the launcher prepares meanwhile."""
    _ = get_resolver().url_patterns
    for middleware in settings.MIDDLEWARE:
        import_string(middleware)
    templates = settings.BASE_DIR / "templates"
    for path in sorted(templates.rglob("*.html")):
        get_template(str(path.relative_to(templates)))
    for language in LANGUAGES.values():
        get_lexer(language.lexer)
    specs()


def load_pages() -> None:
    """Load what most requests need. Nothing here leaves a connection or a thread behind: neither survives a fork."""
    load_code()
    # The middleware lists the static files as soon as it is created.
    import_module("playground.rsgi")
    answer_first_requests()
    release_memory()
    fill_free_memory()
    # A collection writes to every object that it looks at, and a page that is written to is shared no more.
    gc.freeze()


def answer_first_requests() -> None:
    """Answer some requests before the fork, if that is possible: the server starts without a database, too."""
    # Nobody sent these requests. An error is logged when somebody does.
    logging.disable()
    try:
        with contextlib.suppress(Exception):
            send_first_requests()
    finally:
        logging.disable(logging.NOTSET)
        close_connections()


def close_connections() -> None:
    """Close all connections to the databases, and the pools that keep them open after `close()`.

    Forked processes would share an open connection, and read each other's rows from it.
    """
    for each in connections.all(initialized_only=True):
        each.close()
        if close_pool := getattr(each, "close_pool", None):
            close_pool()


def load_application(parent: int) -> Any:  # noqa: ANN401
    """Return the application in a serving process. The process ends immediately if its parent dies.

    It refuses to start with a database that a newer version has changed, but starts without a database.
    """
    end_with_parent(parent, signal.SIGKILL)
    try:
        with contextlib.suppress(DatabaseError):
            check_versions()
    except Unusable as error:
        sys.exit(str(error))
    finally:
        connection.close()
    return import_module("playground.rsgi").application
