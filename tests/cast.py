"""The people of the tests, and what they do most."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from playground.accounts.models import Owner
from playground.accounts.owners import SESSION_KEY
from playground.catalog.loading import get_spec
from playground.generations.models import Asset, Generation, Picture, Status, Worker
from playground.generations.storage.store import store_asset, store_thumbnails
from playground.generations.submission.submit import Submission, submit
from playground.generations.worker.local import run
from tests.markup import Element, parse

FLEX = "onemin/flux-2-flex/generate"
DEV = "onemin/flux-2-dev/generate"
EDIT = "onemin/flux-2-flex/edit"
JOB = "apiframe/flux-2-dev/generate"
HTMX = {"HX-Request": "true"}


def work_off(worker: Worker | None = None, *, thumbnails: bool = False) -> None:
    """Run everything that waits, oldest first, as a worker would; its thumbnails, which take longest, only if asked."""
    worker = worker or Worker.objects.create()
    then: Callable[[list[Picture]], None] = store_thumbnails if thumbnails else lambda pictures: None
    for id_ in Generation.objects.filter(status=Status.QUEUED).order_by("created", "id").values_list("id", flat=True):
        run(id_, worker, then)


def make_file(width: int = 64, height: int = 48, format: str = "PNG", name: str = "cat.png") -> SimpleUploadedFile:
    """Return a picture file as a browser sends it."""
    target = BytesIO()
    Image.new("RGB", (width, height), (180, width % 256, height % 256)).save(target, format)
    return SimpleUploadedFile(name, target.getvalue(), f"image/{format.lower()}")


@dataclass(frozen=True)
class Fetched:
    """A file that came over the wire."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def cache(self) -> str:
        return self.headers.get("Cache-Control", "")

    @property
    def picture(self) -> Image.Image:
        return Image.open(BytesIO(self.content))


@dataclass(frozen=True)
class Person:
    """Somebody at a browser."""

    client: Client

    @property
    def owner(self) -> Owner:
        """The row that this person's session or account stands for."""
        return Owner.objects.get(id=self.client.session[SESSION_KEY])

    def get(self, name: str, /, *args: Any, htmx: Any = False, **query: Any) -> Any:
        return self.client.get(reverse(name, args=args), query, headers=HTMX if htmx else {})

    def post(self, name: str, /, *args: Any, htmx: Any = False, **data: Any) -> Any:
        return self.client.post(reverse(name, args=args), data, headers=HTMX if htmx else {})

    def see(self, name: str, /, *args: Any, **query: Any) -> Element:
        """Return the page, which must be there."""
        response = self.get(name, *args, **query)
        assert response.status_code == 200, response.status_code
        return parse(response)

    def fetch(self, address: str, *, method: str = "GET", etag: str = "") -> Fetched:
        """Ask for a file, read it and close it."""
        headers = {"If-None-Match": etag} if etag else {}
        response: Any = self.client.generic(method, address, headers=headers)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return Fetched(response.status_code, response.headers, content)

    def studio(self, spec_id: str = FLEX, **query: Any) -> Element:
        return self.see("studio", *spec_id.split("/"), **query)

    def generate(self, spec_id: str = FLEX, *, htmx: bool = True, **data: Any) -> Any:
        """Send the form with these fields."""
        return self.post("studio", *spec_id.split("/"), htmx=htmx, **({"prompt": "a red fox"} | data))

    def ask(self, spec_id: str = FLEX, *, variants: int = 1, **params: Any) -> Generation:
        """Return a generation that waits, made without the page."""
        submission = Submission(self.owner, get_spec(spec_id), {"prompt": "a red fox"} | params, variants)
        return submit(submission)[0]

    def make(self, spec_id: str = FLEX, *, thumbnails: bool = False, **params: Any) -> Generation:
        """Return a finished generation."""
        generation = self.ask(spec_id, **params)
        work_off(thumbnails=thumbnails)
        generation.refresh_from_db()
        return generation

    def upload(self, file: SimpleUploadedFile | None = None) -> Asset:
        return store_asset(self.owner, file or make_file())
