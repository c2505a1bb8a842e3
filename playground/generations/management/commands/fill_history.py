"""Fills histories with finished generations, for trying and measuring pages with many pictures."""

import os
import shutil
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.catalog.coercion import resolve
from playground.catalog.loading import specs
from playground.catalog.sizes import picture_size
from playground.catalog.spec import ModelSpec
from playground.engines.base import EngineRequest
from playground.engines.registry import get_engine
from playground.generations.management.varying import vary
from playground.generations.models import Generation, Picture, Status
from playground.generations.storage.store import store_pictures, write_thumbnails
from playground.generations.storage.stored_bytes import count_pictures
from playground.imaging.names import wire_name
from playground.stores.table_statistics import update_statistics

SAMPLES = 6
CHUNK = 500
# The time between two generations of the filled history.
GAP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Sample:
    """A generation with its picture, which is made once; many rows and file names share its bytes."""

    generation: Generation
    picture: Picture
    # The file to link to next, by the storage key of the original file.
    files: dict[str, str] = field(default_factory=dict)

    def repeat(self, owner: Owner, created: datetime, varied: int | None) -> tuple[Generation, Picture]:
        """Return unsaved rows with the same picture, and with the same params unless a number varies them."""
        names = ("source", "spec_id", "params", "resolved", "width", "height", "engine", "status", "version")
        facts = ("position", "seed", "format", "width", "height", "byte_size", "sha256")
        generation = Generation(
            **{name: getattr(self.generation, name) for name in names},
            owner=owner,
            progress=100,
            batch=uuid7(),
            created=created,
            started=created,
            finished=created + timedelta(seconds=1),
        )
        if varied is not None:
            vary(generation, varied)
        picture = Picture(
            **{name: getattr(self.picture, name) for name in facts},
            generation=generation,
            created=created,
            key=wire_name(generation.prompt, self.picture.format, created),
        )
        return generation, picture

    def share_files(self, picture: Picture) -> None:
        """Link the files of the sample and its thumbnails under the keys of another picture."""
        pairs = [(self.picture.key, picture.key)]
        pairs += [(key, picture.thumbnail_keys[size]) for size, key in self.picture.thumbnail_keys.items()]
        for first, new in pairs:
            if not _link_file(self.files.get(first, first), new):
                # A file system limits the number of links to one file. After that the next links go to a copy.
                self.files[first] = new


class Command(BaseCommand):
    """Adds finished generations to histories; the pictures are sketches and share their bytes."""

    help = "Add finished generations to a history, for trying and measuring. The pictures share their bytes on disk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="how many generations to add")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--email", help="the email address of the user whose history is filled")
        whose.add_argument("--owner", type=UUID, help="the id of the owner, for a guest")
        whose.add_argument("--owners", type=int, help="the number of new guests to share the generations between")
        parser.add_argument("--source", choices=("page", "api"), default="page", help="their source (default: page)")
        parser.add_argument("--varied", action="store_true", help="vary prompts, seeds and values, for searching")
        parser.add_argument("--without-files", action="store_true", help="add rows only: pictures will be missing")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        if options["number"] < 1:
            raise CommandError("The number must be at least 1.")
        owners = _make_owners(options["owners"]) if options["owners"] else [_find_owner(**_owner_options(options))]
        samples = [_make_sample(spec, index) for index, spec in enumerate(_chosen_specs(options["number"]))]
        for sample in samples:
            sample.generation.source = options["source"]
        for moments in batched(_moments(options["number"]), CHUNK, strict=False):
            made = [(samples[index % len(samples)], owners[index % len(owners)], moment) for index, moment in moments]
            first = moments[0][0] if options["varied"] else None
            _insert(made, first, with_files=not options["without_files"])
        for sample in samples:
            # The links keep the content; only the names of the samples themselves go.
            sample.picture.remove_files()
        update_statistics()
        self.stdout.write(f"{options['number']} generations added.")


def _owner_options(options: dict[str, Any]) -> dict[str, Any]:
    return {"email": options["email"], "owner_id": options["owner"]}


def _make_owners(number: int) -> list[Owner]:
    if number < 1:
        raise CommandError("The number of owners must be at least 1.")
    return Owner.objects.bulk_create([Owner() for _ in range(number)], batch_size=CHUNK)


def _find_owner(email: str | None, owner_id: UUID | None) -> Owner:
    conditions = {"user__email": email.lower()} if email else {"id": owner_id}
    owner = Owner.objects.filter(**conditions).first()
    if owner is None:
        raise CommandError(f"There is no owner {email or owner_id}. Sign up or generate a picture first.")
    return owner


def _chosen_specs(number: int) -> list[ModelSpec]:
    generating = [spec for spec in specs().values() if spec.mode == "generate" and spec.examples]
    if not generating:
        raise CommandError("The catalog has no model with an example prompt.")
    # By turns, so that a short history has pictures of every API.
    before = Counter[str]()
    turns: dict[str, int] = {}
    for spec in generating:
        turns[spec.id] = before[spec.dialect]
        before[spec.dialect] += 1
    generating.sort(key=lambda spec: turns[spec.id])
    return [generating[index % len(generating)] for index in range(min(number, SAMPLES))]


def _make_sample(spec: ModelSpec, index: int) -> Sample:
    prompt = spec.by_role("prompt")
    params = {prompt.name if prompt else "prompt": spec.examples[index % len(spec.examples)].prompt}
    resolved = resolve(spec, params, index)
    size = picture_size(spec, resolved)
    generation = Generation(
        spec_id=spec.id,
        params=params,
        resolved=resolved,
        width=size.width,
        height=size.height,
        engine="sketch",
        status=Status.DONE,
        version=2,
    )
    request = EngineRequest(spec=spec, resolved=resolved, seed=index, size=size)
    made = get_engine("sketch").run(request, lambda fraction, stage: None)
    [picture] = store_pictures(generation, made.pictures)
    # The sample has no row, which `store_thumbnails` would look for.
    write_thumbnails(picture)
    return Sample(generation, picture)


def _moments(number: int) -> Iterator[tuple[int, datetime]]:
    """Return numbered times of creation, oldest first; the last one is one gap before now."""
    now = timezone.now()
    return ((index, now - GAP * (number - index)) for index in range(number))


def _insert(entries: Sequence[tuple[Sample, Owner, datetime]], first: int | None, *, with_files: bool) -> None:
    """Insert rows; with `first` they are varied by their numbers from there."""
    made = [
        (sample, *sample.repeat(owner, moment, None if first is None else first + index))
        for index, (sample, owner, moment) in enumerate(entries)
    ]
    for sample, _, picture in made if with_files else ():
        sample.share_files(picture)
    # The owners' sums must agree with the rows, also where the command is interrupted.
    with transaction.atomic():
        Generation.objects.bulk_create([generation for _, generation, _ in made])
        pictures = [picture for _, _, picture in made]
        Picture.objects.bulk_create(pictures)
        count_pictures(pictures)


def _link_file(old: str, new: str) -> bool:
    """Give a stored file a second name; return False when it had to be copied."""
    if not isinstance(default_storage, FileSystemStorage):
        with default_storage.open(old) as file:
            default_storage.save(new, ContentFile(file.read()))
        return False
    source, target = Path(default_storage.path(old)), Path(default_storage.path(new))
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        return False
    return True
