"""Runs a stand-in of a public API on this machine, so that everything can be tried without a key and without costs."""

import contextlib
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from playground.standins.registry import STANDINS
from playground.standins.server import Received, Standin


class Command(BaseCommand):
    """Serves one stand-in until Ctrl-C and prints a line for each request."""

    requires_system_checks = ()
    help = "Run a strict stand-in of a public API on 127.0.0.1: it checks each request and draws plain pictures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which API, where to listen and how long a picture takes."""
        parser.add_argument("api", choices=STANDINS, help="whose place it takes")
        parser.add_argument("--port", type=int, default=0, help="where to listen; a free port unless told")
        parser.add_argument("--seconds", type=float, default=3.0, help="how long a picture takes (default: 3)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Print the address and what to start the playground with, then wait."""
        api = options["api"]
        # A shell without job control starts what runs in the background deaf to Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            standin = STANDINS[api](port=options["port"], seconds=options["seconds"], tell=self._tell)
        except OSError as error:
            raise CommandError(f"Cannot listen on port {options['port']}: {error.strerror}.") from error
        with standin, contextlib.suppress(KeyboardInterrupt):
            self.stdout.write(f"{api} is played at {standin.address}; Ctrl-C stops it. Start the playground with:")
            self.stdout.write(f"{api.upper()}_BASE_URL={standin.address}")
            self.stdout.write(f"{api.upper()}_API_KEY={min(standin.keys)}")
            self.stdout.flush()
            while True:
                self._complain(standin)
                time.sleep(0.2)

    def _tell(self, received: Received) -> None:
        asked = received.asked
        self.stdout.write(f"{asked.method} {asked.path} {received.status} ({received.step}, {len(asked.body)} bytes)")
        self.stdout.flush()

    def _complain(self, standin: Standin) -> None:
        """Print what the documents do not allow, once each."""
        while standin.violations:
            self.stderr.write(f"not as documented: {standin.violations.pop(0)}")
