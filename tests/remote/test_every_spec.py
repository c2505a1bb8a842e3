"""Every spec of the public APIs, through the real worker code to its strict stand-in and back into storage."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any, Literal

import pytest
from PIL import Image

from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.validation import validate
from playground.generations.models import Generation
from playground.standins.registry import STANDINS
from playground.standins.server import Exchange, Reply, Standin, Step
from tests.cast import Person, make_file
from tests.remote.driving import dispatcher, person_with_key, point_at, until_all_ended
from tests.remote.samples.base import Said, Sent
from tests.remote.samples.registry import SAMPLES, steps_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

type Extent = Literal["little", "all"]

ORDERS = [(dialect, extent) for dialect in SAMPLES for extent in ("little", "all")]
# The smallest input picture that every API accepts.
SIZE = (288, 256)
WORDS = {
    "prompt": "Ein Fuchs – “red”, größer als 5 < 7 🦊",
    "ratio": "custom",
    "negative": "no “blur”",
    "loras": "https://example.com/ink.safetensors 0.8\nsomeone/ink",
    "layout": 'fox_1 100 50 900 450 a "red" fox [large]\nden_1 move 1 0 0 200 200 to 700 700 950 990 the den',
}
# What the two boxes of `WORDS` add to the prompt: rows where the model reads them, and prose for all others.
ROWS = (
    ' [{"id": "fox_1", "from": null, "src_bbox": null, "tgt_bbox": [100, 50, 900, 450],'
    ' "desc": "a \\"red\\" fox [large]"},'
    ' {"id": "den_1", "from": "ref_image_0", "src_bbox": [0, 0, 200, 200], "tgt_bbox": [700, 700, 950, 990],'
    ' "desc": "the den"}]'
)
PROSE = (
    '. Composition: add a "red" fox [large] large, in the left third, halfway down;'
    " move the den from its place in the upper left third to a place in the lower right third."
)


class Remembering(Standin):
    """Keeps what it answered to each key."""

    replies: list[tuple[str, Step, Reply]]

    def handle_exchange(self, exchange: Exchange) -> int:
        reply, request = exchange.reply(), exchange.request
        with self.lock:
            self.replies.append((self.label(request), self.step(request), reply))
        return exchange.send(reply)

    def answers(self, key: str, step: Step) -> list[Any]:
        return [json.loads(content) for content in self._contents(key, step)]

    def delivered(self, key: str) -> list[Image.Image]:
        """Return the pictures as they left the API: in files of their own, or the last one as Base64 in an answer."""
        files = self._contents(key, "download")
        if files:
            return [Image.open(BytesIO(content)) for content in files]
        bodies = [json.loads(reply.body) for label, _, reply in self.replies if label == key]
        texts = [text for body in bodies for text in find_pictures(body)]
        return [Image.open(BytesIO(base64.b64decode(texts[-1].rpartition(",")[2])))]

    def _contents(self, key: str, step: Step) -> list[bytes]:
        return [reply.body for *sent_for, reply in self.replies if sent_for == [key, step]]


def find_pictures(body: Any) -> Iterator[str]:
    """Yield the texts of a JSON value that are called pictures, or too long to be anything else."""
    if isinstance(body, dict) and isinstance(body.get("b64_json"), str):
        yield body["b64_json"]
    elif isinstance(body, str) and len(body) > 500:
        yield body
    elif isinstance(body, dict | list):
        for item in body.values() if isinstance(body, dict) else body:
            yield from find_pictures(item)


def remembering(dialect: str, keys: Sequence[str], **attributes: Any) -> Remembering:
    kind = type("Remembering", (Remembering, STANDINS[dialect]), {"replies": []})
    standin: Remembering = kind(keys=tuple(keys))
    for name, value in attributes.items():
        setattr(standin, name, value)
    return standin


# A server of one's own takes only the files that it has.
FILES = {"sdcpp": "looks/Ink wash.safetensors 0.8\ngrain.safetensors"}


def unlike_default(spec: ModelSpec, parameter: Parameter) -> Value:
    """Return a valid value that is not what holds anyway."""
    if parameter.kind == "boolean":
        return not parameter.default
    if parameter.choices:
        others = [choice for choice in parameter.choices if choice not in (parameter.default, "match_input_image")]
        # A parameter may have a single choice.
        return (others or parameter.choices)[-1]
    if parameter.kind == "string":
        return FILES.get(spec.dialect, WORDS["loras"]) if parameter.role == "loras" else WORDS[parameter.role]
    if parameter.minimum is None:
        return 4242
    step = parameter.multiple_of or parameter.step or 1
    value = round(parameter.minimum + 3 * step, 6)
    value = value if value != parameter.default else round(value + step, 6)
    return int(value) if parameter.kind == "integer" else value


def params_for(person: Person, spec: ModelSpec, extent: Extent) -> dict[str, Value]:
    """Return what is asked for: as little as possible, or every parameter and as many pictures as it takes."""
    params: dict[str, Value] = {}
    for parameter in spec.parameters:
        if extent == "little" and not parameter.required:
            continue
        if parameter.kind == "image":
            params[parameter.name] = person.upload(make_file(*SIZE)).key
        elif parameter.kind == "images":
            most = parameter.max_items or 1
            params[parameter.name] = [person.upload(make_file(SIZE[0] + place, SIZE[1])).key for place in range(most)]
        else:
            params[parameter.name] = unlike_default(spec, parameter)
    assert validate(spec, params) == []
    return params


def check_row(row: Generation, said: Said, delivered: list[Image.Image]) -> None:
    assert (row.status, row.error, row.engine, row.key_source) == ("done", "", "remote", "own")
    assert (row.remote_id, row.notes.get("api_id", "")) == (said.id if said.is_job else "", said.id)
    assert row.cost == said.cost
    assert row.notes.get("api_seed") == (None if said.seed is None else str(said.seed))
    kept, *others = row.pictures.all()
    assert len(others) == row.count - 1
    stored = Image.open(BytesIO(kept.read()))
    assert (kept.width, kept.height) == stored.size
    # Several pictures are downloaded at the same time, and may arrive in any order.
    assert (stored.format, stored.size, stored.tobytes()) in [
        (picture.format, picture.size, picture.tobytes()) for picture in delivered
    ]
    assert kept.seed == (row.seed if said.seed is None else said.seed)


@dataclass(frozen=True)
class Order:
    """What was asked for with a key of its own."""

    key: str
    spec: ModelSpec
    params: Mapping[str, Any]
    row: Generation


def give_order(key: str, spec: ModelSpec, extent: Extent) -> Order:
    person = person_with_key(spec.dialect, key)
    params: dict[str, Any] = dict(params_for(person, spec, extent))
    return Order(key, spec, params, person.ask(spec.id, **params))


def what_is_sent(order: Order) -> Sent:
    """Return what the params come to: the boxes are a part of the prompt."""
    params, pictures = {"prompt": "a red fox", **order.params}, 0
    for parameter in order.spec.parameters:
        if parameter.role == "picture":
            given = params.pop(parameter.name, [])
            pictures = len(given) if isinstance(given, list) else 1
        elif parameter.role == "layout" and params.pop(parameter.name, ""):
            kind = order.spec.schema["properties"][parameter.name]["x-layout"]
            params["prompt"] += {"rows": ROWS, "prose": PROSE}[kind]
        elif parameter.role == "seed":
            params[parameter.name] = order.row.seed
    return Sent(params, pictures)


def check_order(order: Order, standin: Remembering) -> None:
    key, spec, row, sample = order.key, order.spec, order.row, SAMPLES[order.spec.dialect]
    row.refresh_from_db()
    counter = spec.by_role("count")
    assert standin.paid_by(key) == row.count == (order.params.get(counter.name, 1) if counter else 1)
    [submitted] = standin.steps("submit", key)
    assert len(standin.steps("download", key)) == row.count * ("download" in steps_of(spec.dialect))
    check_row(row, sample.read_said(partial(standin.answers, key)), standin.delivered(key))
    assert sample.read_sent(submitted.request) == what_is_sent(order)


def play(dialect: str, extent: Extent, settings: Any, subtests: pytest.Subtests, **attributes: Any) -> Remembering:
    """Have a picture made with each spec of the dialect, all at the same time, and check each."""
    by_key = {f"a-key-of-mine-{spec.slug}-{spec.mode}": spec for spec in specs().values() if spec.dialect == dialect}
    with remembering(dialect, tuple(by_key), **attributes) as standin:
        point_at(settings, **{dialect: standin.address})
        orders = [give_order(key, spec, extent) for key, spec in by_key.items()]
        with dispatcher((dialect,)) as board:
            board.wake(dialect)
            until_all_ended()
    assert standin.violations == []
    for order in orders:
        with subtests.test(order.spec.id):
            check_order(order, standin)
    return standin


@pytest.mark.parametrize(("dialect", "extent"), ORDERS)
def test_each_order_becomes_a_stored_picture(
    dialect: str, extent: Extent, settings: Any, files: Any, subtests: pytest.Subtests
) -> None:
    play(dialect, extent, settings, subtests)


def test_predictions_that_are_polled_become_stored_pictures(
    settings: Any, files: Any, subtests: pytest.Subtests
) -> None:
    # Otherwise the first answer has the picture already.
    standin = play("replicate", "little", settings, subtests, is_patient=False, seconds=0.2)
    assert standin.steps("poll")
