"""Every spec of the public APIs, through the real worker code to its strict stand-in and back into storage."""

import base64
import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Literal

import pytest
from PIL import Image

from playground.catalog.loading import get_spec, specs
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.validation import validate
from playground.dialects.layouts import compose
from playground.generations.models import Generation
from playground.standins.registry import STANDINS
from playground.standins.server import KEY, Exchange, Reply, Standin, Step
from tests.cast import Person, make_file
from tests.remote.driving import dispatcher, person_with_key, point_at, until_all_ended
from tests.remote.samples.base import Said, Sent
from tests.remote.samples.registry import SAMPLES, steps_of

pytestmark = pytest.mark.django_db(transaction=True)

type Extent = Literal["little", "all"]

ORDERS = [(spec_id, extent) for spec_id in specs() for extent in ("little", "all")]
# The smallest input picture that every API accepts.
SIZE = (288, 256)
WORDS = {
    "prompt": "Ein Fuchs – “red”, größer als 5 < 7 🦊",
    "ratio": "custom",
    "negative": "no “blur”",
    "loras": "https://example.com/ink.safetensors 0.8\nsomeone/ink",
    "layout": 'fox_1 100 50 900 450 a "red" fox [large]\nden_1 move 1 0 0 200 200 to 700 700 950 990 the den',
}


class Remembering(Standin):
    """Keeps what it answered."""

    replies: list[tuple[Step, Reply]]

    def handle_exchange(self, exchange: Exchange) -> int:
        reply = exchange.reply()
        self.replies.append((self.step(exchange.request), reply))
        return exchange.send(reply)

    def answers(self, step: Step) -> list[Any]:
        return [json.loads(reply.body) for sent_for, reply in self.replies if sent_for == step]

    def delivered(self) -> list[Image.Image]:
        """Return the pictures as they left the API: in files of their own, or the last one as Base64 in an answer."""
        files = [reply.body for sent_for, reply in self.replies if sent_for == "download"]
        if files:
            return [Image.open(BytesIO(content)) for content in files]
        texts = [text for _, reply in self.replies for text in find_pictures(json.loads(reply.body))]
        return [Image.open(BytesIO(base64.b64decode(texts[-1].rpartition(",")[2])))]


def find_pictures(body: Any) -> Iterator[str]:
    """Yield the texts of a JSON value that are called pictures, or too long to be anything else."""
    if isinstance(body, dict) and isinstance(body.get("b64_json"), str):
        yield body["b64_json"]
    elif isinstance(body, str) and len(body) > 500:
        yield body
    elif isinstance(body, dict | list):
        for item in body.values() if isinstance(body, dict) else body:
            yield from find_pictures(item)


def remembering(dialect: str) -> Remembering:
    kind = type("Remembering", (Remembering, STANDINS[dialect]), {"replies": []})
    standin: Remembering = kind()
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


@pytest.mark.parametrize(("spec_id", "extent"), ORDERS)
def test_an_order_becomes_a_stored_picture(spec_id: str, extent: Extent, settings: Any, files: Any) -> None:
    spec = get_spec(spec_id)
    sample = SAMPLES[spec.dialect]
    with remembering(spec.dialect) as standin:
        point_at(settings, **{spec.dialect: standin.address})
        person = person_with_key(spec.dialect, KEY)
        params: dict[str, Any] = dict(params_for(person, spec, extent))
        row = person.ask(spec.id, **params)
        with dispatcher((spec.dialect,)) as board:
            board.wake(spec.dialect)
            until_all_ended()
    row.refresh_from_db()
    assert standin.violations == []
    counter = spec.by_role("count")
    assert standin.paid == row.count == (params.get(counter.name, 1) if counter else 1)
    assert len(standin.steps("submit")) == 1
    assert len(standin.steps("download")) == row.count * ("download" in steps_of(spec.dialect))
    check_row(row, sample.read_said(standin.answers), standin.delivered())
    picture, seed = spec.by_role("picture"), spec.by_role("seed")
    given = params.pop(picture.name, []) if picture else []
    params = dict(compose(spec, {"prompt": "a red fox"} | params | ({picture.name: given} if picture else {})))
    if picture:
        params.pop(picture.name)
    sent = sample.read_sent(standin.steps("submit")[0].request)
    assert sent == Sent(
        params | ({seed.name: row.seed} if seed else {}),
        len(given) if isinstance(given, list) else 1,
    )
