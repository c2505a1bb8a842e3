"""Finds differences between storage and database, and repairs them on request."""

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

    help = "List files without a row, rows without a file, and missing thumbnails; --mend repairs them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="remove the files, mark the rows, make the thumbnails")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        mend = options["mend"]
        self._report("file without a row", find_orphan_files(), remove_orphan_file if mend else None)
        self._report("row without its file", find_lost_images(), _mark_lost if mend else None)
        self._report("row whose file is back", find_returned_images(), _mark_found if mend else None)
        self._report("picture without thumbnails", find_bare_images(), _make_thumbnails if mend else None)
        if mend:
            # This is the last step, because the others change what is stored.
            recount_bytes()
        else:
            self.stdout.write("Nothing was changed. Use --mend to repair.")

    def _report[Item](self, what: str, found: Iterable[Item], mend: Callable[[Item], object] | None) -> None:
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
