"""Fills a history with finished generations, so that pages can be tried and measured with many pictures."""

import os
import shutil
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
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
from playground.generations.imaging.names import wire_name
from playground.generations.models import Generation, Picture, Status
from playground.generations.storing import store_pictures, store_thumbnails

SAMPLES = 6
CHUNK = 500
# Between two generations of the filled history.
GAP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Sample:
    """A generation with its picture, made once; many rows and file names stand for the same bytes."""

    generation: Generation
    picture: Picture

    def repeat(self, created: datetime) -> tuple[Generation, Picture]:
        """Return unsaved rows of its own for the same request and the same bytes."""
        names = ("owner", "spec_id", "params", "resolved", "width", "height", "engine", "status", "version", "progress")
        facts = ("position", "seed", "format", "width", "height", "byte_size", "sha256")
        generation = Generation(
            **{name: getattr(self.generation, name) for name in names},
            batch=uuid7(),
            created=created,
            started=created,
            finished=created + timedelta(seconds=1),
        )
        picture = Picture(
            **{name: getattr(self.picture, name) for name in facts},
            generation=generation,
            created=created,
            key=wire_name(generation.prompt, self.picture.format, created),
        )
        return generation, picture


class Command(BaseCommand):
    """Adds finished generations to one owner's history; the pictures are sketches and share their bytes."""

    help = "Fill a history with finished generations, for trying and measuring. Pictures share their bytes on disk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many, and whose."""
        parser.add_argument("number", type=int, help="how many generations to add")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--email", help="the e-mail address of the user whose history is filled")
        whose.add_argument("--owner", type=UUID, help="the id of the owner, for a guest")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Make a few sketches, then all rows and files from them."""
        if options["number"] < 1:
            raise CommandError("The number must be at least 1.")
        owner = _find_owner(options["email"], options["owner"])
        samples = [_make_sample(owner, spec, index) for index, spec in enumerate(_chosen_specs(options["number"]))]
        for moments in batched(_moments(options["number"]), CHUNK, strict=False):
            _add([samples[index % len(samples)].repeat(moment) for index, moment in moments], samples)
        for sample in samples:
            sample.picture.remove_files()
        self.stdout.write(f"{options['number']} generations added.")


def _find_owner(email: str | None, owner_id: UUID | None) -> Owner:
    asked = {"user__email": email.lower()} if email else {"id": owner_id}
    owner = Owner.objects.filter(**asked).first()
    if owner is None:
        raise CommandError(f"There is no owner {email or owner_id}. One is made by signing up or generating once.")
    return owner


def _chosen_specs(number: int) -> list[ModelSpec]:
    generating = [spec for spec in specs().values() if spec.mode == "generate" and spec.examples]
    if not generating:
        raise CommandError("The catalog has no spec with an example prompt.")
    return [generating[index % len(generating)] for index in range(min(number, SAMPLES))]


def _make_sample(owner: Owner, spec: ModelSpec, index: int) -> Sample:
    prompt = spec.by_role("prompt")
    params = {prompt.name if prompt else "prompt": spec.examples[index % len(spec.examples)].prompt}
    resolved = resolve(spec, params, index)
    size = picture_size(spec, resolved)
    generation = Generation(
        owner=owner,
        spec_id=spec.id,
        params=params,
        resolved=resolved,
        width=size.width,
        height=size.height,
        engine="sketch",
        status=Status.DONE,
        version=2,
        progress=100,
    )
    request = EngineRequest(spec=spec, resolved=resolved, seed=index, size=size)
    made = get_engine("sketch").run(request, lambda fraction, stage: None)
    [picture] = store_pictures(generation, made.pictures)
    store_thumbnails([picture])
    return Sample(generation, picture)


def _moments(number: int) -> Iterator[tuple[int, datetime]]:
    """Yield the times of creation with their numbers, the oldest first, the newest one gap ago."""
    now = timezone.now()
    return ((index, now - GAP * (number - index)) for index in range(number))


def _add(made: list[tuple[Generation, Picture]], samples: list[Sample]) -> None:
    originals = {sample.picture.sha256: sample.picture for sample in samples}
    for _, picture in made:
        _share_files(originals[picture.sha256], picture)
    with transaction.atomic():
        Generation.objects.bulk_create([generation for generation, _ in made])
        Picture.objects.bulk_create([picture for _, picture in made])


def _share_files(original: Picture, picture: Picture) -> None:
    """Give the bytes of one picture and its thumbnails a second name; a copy where files cannot be linked."""
    pairs = [(original.key, picture.key)]
    pairs += [(key, picture.thumbnail_keys[size]) for size, key in original.thumbnail_keys.items()]
    for old, new in pairs:
        source, target = Path(default_storage.path(old)), Path(default_storage.path(new))
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)
