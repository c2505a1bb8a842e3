"""Runs a stand-in for a public API on this machine, to try everything without a key and without cost."""

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
    help = "Run a strict stand-in for a public API on 127.0.0.1. It checks each request and returns simple pictures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("api", choices=STANDINS, help="the API to replace")
        parser.add_argument("--port", type=int, default=0, help="the port to listen on (default: any free port)")
        parser.add_argument("--seconds", type=float, default=3.0, help="how long a picture takes (default: 3)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Print the address and the settings for the playground, then serve until Ctrl-C."""
        api = options["api"]
        # A shell without job control makes background processes ignore SIGINT.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            standin = STANDINS[api](port=options["port"], seconds=options["seconds"], on_request=self._print_request)
        except OSError as error:
            raise CommandError(f"Cannot listen on port {options['port']}: {error.strerror}.") from error
        with standin, contextlib.suppress(KeyboardInterrupt):
            self.stdout.write(f"The stand-in for {api} is at {standin.address} (Ctrl-C stops it). Use these settings:")
            self.stdout.write(f"{api.upper()}_BASE_URL={standin.address}")
            if standin.keys:
                self.stdout.write(f"{api.upper()}_API_KEY={min(standin.keys)}")
            # Output to a pipe is buffered, and a program that started this waits for the address.
            self.stdout.flush()
            while True:
                self._print_violations(standin)
                time.sleep(0.2)

    def _print_request(self, received: Received) -> None:
        request = received.request
        self.stdout.write(
            f"{request.method} {request.path} {received.status} ({received.step}, {len(request.body)} bytes)"
        )
        self.stdout.flush()

    def _print_violations(self, standin: Standin) -> None:
        """Print each violation of the documentation once."""
        while standin.violations:
            self.stderr.write(f"not as documented: {standin.violations.pop(0)}")
