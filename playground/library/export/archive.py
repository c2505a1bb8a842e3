"""Streams a ZIP of pictures. Nothing of it is on disk, and in memory only one picture and the texts of its end."""

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from zipstream import ZIP_DEFLATED, ZIP_STORED, ZipStream

from playground.generations.models import Generation, Picture
from playground.generations.storage.store import make_recipe
from playground.library.export import contact_sheet, table
from playground.library.export.patterns import PictureFacts, UniqueNames
from playground.library.export.rows import read_generations
from playground.prices.money import plain

BLOCK = 256 * 1024
SHEET, TABLE, MISSING = "index.html", "pictures.csv", "missing.txt"
MISSING_BEGINNING = (
    "These pictures are not in the archive, or not whole, because their files could not be read:\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How pictures are named, without their ending, and what goes in beside them."""

    name: Callable[[PictureFacts], str]
    recipes: bool = True
    sheet: bool = True
    table: bool = True


class _Text:
    """A text that grows to the end of the export. It is kept compressed, at about a tenth of its size."""

    def __init__(self, beginning: str) -> None:
        self._compressor = zlib.compressobj()
        self._blocks: list[bytes] = []
        self.is_empty = True
        self._write(beginning)

    def _write(self, text: str) -> None:
        # A lone surrogate cannot be encoded, and would break the archive.
        self._blocks.append(self._compressor.compress(text.encode(errors="replace")))

    def add(self, text: str) -> None:
        self.is_empty = False
        self._write(text)

    def read(self) -> Iterator[bytes]:
        """Yield the whole text."""
        decompressor = zlib.decompressobj()
        for block in (*self._blocks, self._compressor.flush()):
            if data := decompressor.decompress(block):
                yield data
        yield decompressor.flush()


@dataclass(slots=True)
class _Reading:
    """The file of a picture while it is sent, which may end too early."""

    file: "File[bytes]"
    first: bytes
    is_whole: bool = True

    @classmethod
    def open(cls, key: str) -> Self | None:
        """Open and begin to read the file, or return None: what is in the archive cannot be taken back."""
        try:
            file = default_storage.open(key)
        except OSError:
            return None
        try:
            return cls(file, file.read(BLOCK))
        except OSError:
            file.close()
            return None

    def blocks(self) -> Iterator[bytes]:
        with self.file:
            block = self.first
            while block:
                yield block
                try:
                    block = self.file.read(BLOCK)
                except OSError:
                    self.is_whole = False
                    return


class Export:
    """One export of the generations with these ids."""

    def __init__(self, ids: Sequence[UUID], options: ExportOptions) -> None:
        self._ids = ids
        self._options = options
        self._names = UniqueNames()
        self._sheet = _Text(contact_sheet.BEGINNING)
        self._table = _Text(table.BEGINNING + table.write_row(table.COLUMNS))
        self._missing = _Text(MISSING_BEGINNING)

    def stream(self) -> Iterator[bytes]:
        """Yield the archive."""
        # Pictures are compressed already.
        archive = ZipStream(compress_type=ZIP_STORED)
        number = 0
        for generation in read_generations(self._ids):
            for picture in generation.pictures.all():
                number += 1
                yield from self._send(archive, PictureFacts(picture, generation, number))
        self._add_texts(archive)
        yield from archive.finalize()

    def _send(self, archive: ZipStream, facts: PictureFacts) -> Iterator[bytes]:
        picture, stem = facts.picture, self._names.take(self._options.name(facts))
        name = f"{stem}.{picture.format}"
        reading = None if picture.lost else _Reading.open(picture.file_key)
        if reading is None:
            self._note_missing(name, picture)
            return
        # With its size, the header of a file needs no ZIP64, which old programs cannot read.
        archive.add(reading.blocks(), name, size=picture.byte_size)
        yield from archive.all_files()
        if not reading.is_whole:
            self._note_missing(name, picture)
        if self._options.recipes:
            archive.add(_write_recipe(facts), f"{stem}.json", compress_type=ZIP_DEFLATED)
        self._sheet.add(contact_sheet.write_item(facts, name))
        self._table.add(table.write_row(table.describe(facts, name)))

    def _note_missing(self, name: str, picture: Picture) -> None:
        self._missing.add(f"{name}  ({picture.generation.get_absolute_url()})\r\n")

    def _add_texts(self, archive: ZipStream) -> None:
        self._sheet.add(contact_sheet.END)
        texts = [
            (SHEET, self._sheet, self._options.sheet),
            (TABLE, self._table, self._options.table),
            (MISSING, self._missing, not self._missing.is_empty),
        ]
        for name, text, is_wanted in texts:
            if is_wanted:
                archive.add(text.read(), name, compress_type=ZIP_DEFLATED)


def _write_recipe(facts: PictureFacts) -> str:
    generation: Generation = facts.generation
    recipe = make_recipe(generation, facts.picture.seed, list(generation.inputs.all()))
    prices = {"quoted_usd": generation.quoted, "charged_usd": generation.charged}
    # As text, so that no program rounds it. Beside the params, since it is not a setting.
    recipe |= {name: plain(micros) for name, micros in prices.items() if micros}
    return json.dumps(recipe, ensure_ascii=False, indent=2).encode(errors="replace").decode() + "\n"
