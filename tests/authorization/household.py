"""Alice's things, everybody who may come for them, and what must not change or leak when they do."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.accounts.models import ApiKey, Owner, RemoteKey
from playground.generations.models import Generation, Picture, Share
from playground.generations.reports import write_token
from playground.library.models import (
    BulkChange,
    BulkItem,
    Collection,
    CollectionItem,
    Entry,
    SavedSearch,
    Tag,
    Tagging,
)
from playground.presets.models import Look, Palette, Template
from playground.sweeps.axes import Axis, write_axis
from playground.sweeps.models import Cell, Kind, Purchase, Sweep, SweepShare
from tests.cast import EDIT, FLEX, JOB, Person

SECRET_PROMPT = "the-secret-prompt-of-alice"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
FORM = b"prompt=x&name=x"
# Rows that are nobody's: who is at work, and what Django and its applications keep. The words of an entry have no key
# of their own.
NOBODYS = {"Worker", "EntryText"}
WAYS_TO_OWNER = {
    "User": "owner",
    "Owner": "pk",
    **dict.fromkeys(("ApiKey", "RemoteKey", "Asset", "Draft", "Generation", "IdempotencyKey"), "owner"),
    "WebhookReceiver": "owner",
    **dict.fromkeys(("Entry", "Tag", "Collection", "SavedSearch", "BulkChange", "Palette"), "owner"),
    **dict.fromkeys(("Template", "Look", "PromptList", "Sweep"), "owner"),
    **dict.fromkeys(("Cap", "MonthlySpending", "SpendingCorrection"), "owner"),
    **dict.fromkeys(("Cell", "Purchase", "SweepShare"), "sweep__owner"),
    "Tagging": "entry__owner",
    "CollectionItem": "collection__owner",
    "BulkItem": "change__owner",
    "KnownNetwork": "user__owner",
    **dict.fromkeys(("Picture", "Input", "Share", "WebhookSubscription"), "generation__owner"),
    "WebhookDelivery": "subscription__generation__owner",
}


def list_routes(resolver: URLResolver | None = None, start: str = "") -> list[tuple[str, URLPattern]]:
    """Return every route of the site map with its pattern, in its order."""
    routes = []
    for entry in (resolver or get_resolver()).url_patterns:
        route = f"{start}{entry.pattern}"
        routes += list_routes(entry, route) if isinstance(entry, URLResolver) else [(route, entry)]
    return routes


@dataclass
class Household:
    """What alice has: an edit with its input, which is shared, and a job; a draft, a key for here and one for an API.

    Her pictures are older than the day for which their bare names are open to anybody.
    """

    alice: Person
    key: str = ""
    made: Generation = field(init=False)
    job: Generation = field(init=False)
    picture: Picture = field(init=False)
    share: Share = field(init=False)
    api_key: ApiKey = field(init=False)
    saved: SavedSearch = field(init=False)
    palette: Palette = field(init=False)
    template: Template = field(init=False)
    collection: Collection = field(init=False)
    change: BulkChange = field(init=False)
    sweep: Sweep = field(init=False)
    table: Sweep = field(init=False)
    sweep_share: SweepShare = field(init=False)

    def __post_init__(self) -> None:
        alice = self.alice
        asset = alice.upload()
        self.made = alice.make(EDIT, prompt=SECRET_PROMPT, imageUrl=asset.key)
        self.job = alice.make(JOB, prompt=SECRET_PROMPT)
        Generation.objects.update(source="api")
        self.picture = self.made.pictures.get()
        Picture.objects.filter(id=self.picture.id).update(created=timezone.now() - timedelta(days=2))
        self.share = Share.objects.create(generation=self.made)
        self.api_key, self.key = create_key(alice.owner, "the-secret-name-of-a-key")
        RemoteKey.objects.create(owner=alice.owner, dialect="bfl", ciphertext="the-secret-key", verdict="untestable")
        self.saved = SavedSearch.objects.create(owner=alice.owner, name="the-secret-search", search="fox")
        entry = Entry.objects.get(generation=self.made)
        Tagging.objects.create(tag=Tag.objects.create(owner=alice.owner, name="the-secret-tag"), entry=entry)
        colours = [{"hex": "#0F766E", "name": "teal"}]
        self.palette = Palette.objects.create(owner=alice.owner, name="the-secret-palette", key="x", colours=colours)
        self.template = Template.objects.create(owner=alice.owner, name="the-secret-template", key="x", text="A [fox]")
        Look.objects.create(owner=alice.owner, name="the-secret-look", key="x", spec_id=FLEX, params={"steps": 30})
        self.collection = Collection.objects.create(owner=alice.owner, name="the-secret-collection")
        CollectionItem.objects.create(collection=self.collection, entry=entry)
        self.change = BulkChange.objects.create(owner=alice.owner, action="mark", value={"rating": 1})
        BulkItem.objects.create(change=self.change, entry=entry)
        axes = [write_axis(Axis("words", "fox", ("the-secret-words",)))]
        self.sweep = Sweep.objects.create(
            owner=alice.owner, name="the-secret-sweep", spec_id=FLEX, params={"prompt": SECRET_PROMPT}, axes=axes
        )
        Cell.objects.create(sweep=self.sweep, row=0, column=0, spec_id=FLEX, generation=self.made)
        Purchase.objects.create(sweep=self.sweep, generation=self.made)
        self.sweep_share = SweepShare.objects.create(sweep=self.sweep)
        self.table = Sweep.objects.create(owner=alice.owner, name="the-secret-sweep", spec_id=FLEX, kind=Kind.TABLE)
        Cell.objects.create(sweep=self.table, row=0, spec_id=FLEX, params={"prompt": SECRET_PROMPT, "seed": 7})
        alice.post("save_draft", *FLEX.split("/"), prompt=SECRET_PROMPT)
        # The first visitor makes the card, and it counts as alice's storage.
        alice.fetch(f"{self.share.get_absolute_url()}card.jpg")

    @property
    def secrets(self) -> list[str]:
        """What no answer to anybody else may hold."""
        images = [self.picture.key, *(entry.image.key for entry in self.made.inputs.all())]
        kept = ["the-secret-tag", "the-secret-collection", "the-secret-search", "the-secret-palette"]
        kept += ["the-secret-sweep", "the-secret-words", "the-secret-template", "the-secret-look"]
        return [
            *kept,
            SECRET_PROMPT,
            "the-secret-name-of-a-key",
            "the-secret-key",
            self.key,
            "alice@example.com",
            *images,
        ]

    @property
    def ids(self) -> dict[str, object]:
        """What is alice's, by the first part of its route."""
        return {
            "files": self.picture.id,
            "account": self.api_key.id,
            "collections": self.collection.id,
            "bulk": self.change.id,
            "sweeps": self.sweep.id,
            "tables": self.table.id,
        }

    def fill(self, route: str) -> str:
        """Return an address of the route that names what is alice's."""
        id_ = self.ids.get(route.split("/", maxsplit=1)[0], self.made.id)
        name = self.picture.key.rpartition("/")[2] if "images" in route else "picture.png"
        values = {
            "<uuid:id>": str(id_),
            "<uuid:other>": str(self.made.id),
            "<str:id>": str((self.job if route.startswith("v2") else self.made).wire_id),
            "<str:name>": name,
            "<picture_name:name>": name,
            "<str:slug>/<str:mode>": "flux-2-flex/generate",
            "<str:slug>": (self.sweep_share if "sweeps" in route else self.share).slug,
            "<int:row>-<int:column>": "0-0",
            "<str:dialect>": "bfl",
            "<dialect:dialect>": "onemin",
            "<str:api>": self.job.dialect,
            "<str:token>": write_token(self.job),
            "<int:number>": "1",
            "<int:saved>": str(self.saved.pk),
            "<uuid:palette>": str(self.palette.pk),
            "<str:kind>": "template",
            "<uuid:preset>": str(self.template.pk),
            "<str:format>": "png",
            "<slug:digest>": "outdated",
            "^api(?:/.*)?$": "api/nowhere",
            "<path:model>": "onemin/flux-2-flex",
            "^v1(?:/.*)?$": "v1/nowhere",
            "^v2(?:/.*)?$": "v2/nowhere",
            r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/abc/",
            "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-abc/",
        }
        for placeholder, value in values.items():
            route = route.replace(placeholder, value)
        assert "<" not in route, f"No value is known for a part of {route}."
        return f"/{route}"

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """Return all rows that are alice's, by model."""
        return {model.__name__: _rows_of(model, self.alice.owner) for model in list_models()}


def list_models() -> list[type[Model]]:
    """Return the models whose rows are somebody's."""
    labels = ("accounts", "generations", "library", "presets", "prices", "sweeps")
    found = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return [model for model in found if model.__name__ not in NOBODYS]


def _rows_of(model: type[Model], owner: Owner) -> list[dict[str, Any]]:
    way = WAYS_TO_OWNER.get(model.__name__)
    assert way, f"Say in WAYS_TO_OWNER whose a {model.__name__} is, or in NOBODYS that it is nobody's."
    return list(model._default_manager.filter(**{way: owner.pk}).order_by("pk").values())


def send(client: Client, method: str, address: str, key: str | None = None) -> Any:
    """Send what makes sense at any of the addresses: a form, or with a key, which may be empty, JSON."""
    unsafe = method in ("POST", "PUT", "PATCH", "DELETE")
    if key is None:
        body, browser = FORM if unsafe else b"", {"Accept": "text/html"}
        return client.generic(method, address, body, "application/x-www-form-urlencoded", headers=browser)
    headers = {"API-KEY": key} if key else {}
    return client.generic(method, address, b"{}" if unsafe else b"", "application/json", headers=headers)


def read(response: Any) -> str:
    """Return headers and body of an answer as one text."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return "\n".join(f"{name}: {value}" for name, value in response.items()) + content.decode(errors="replace")
