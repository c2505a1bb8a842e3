"""Finds what storage and database do not both know of, and mends it when asked to."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand

from playground.generations.models import Asset, Picture
from playground.generations.storage.orphans import (
    find_bare_images,
    find_lost_images,
    find_orphan_files,
    find_returned_images,
    remove_orphan_file,
)
from playground.generations.storage.store import store_thumbnails
from playground.generations.storage.stored_bytes import recount_bytes


class Command(BaseCommand):
    """Lists orphans; with `--mend` removes files without a row and marks rows without a file."""

    help = "List files without a row, rows without a file, and missing thumbnails; --mend puts all of it right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to mend."""
        parser.add_argument("--mend", action="store_true", help="remove such files, mark such rows, make thumbnails")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Look for each kind in turn and say how many there are."""
        mend = options["mend"]
        self._go_through("file without a row", find_orphan_files(), remove_orphan_file if mend else None)
        self._go_through("row without its file", find_lost_images(), _mark_lost if mend else None)
        self._go_through("row whose file is back", find_returned_images(), _mark_found if mend else None)
        self._go_through("picture without thumbnails", find_bare_images(), _make_thumbnails if mend else None)
        if mend:
            recount_bytes()
        else:
            self.stdout.write("Nothing was changed; --mend does that.")

    def _go_through[Item](self, what: str, found: Iterable[Item], mend: Callable[[Item], object] | None) -> None:
        number = 0
        for item in found:
            number += 1
            self.stdout.write(f"{what}: {item}")
            if mend:
                mend(item)
        self.stdout.write(f"{what}: {number}{', mended' if mend and number else ''}")


def _mark_lost(image: Picture | Asset) -> None:
    image.mark(lost=True)


def _mark_found(image: Picture | Asset) -> None:
    image.mark(lost=False)


def _make_thumbnails(image: Picture | Asset) -> None:
    store_thumbnails([image])
