"""OpenAI's own libraries for Python and JavaScript, as they are, against a running server."""

import json
from base64 import b64decode
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from PIL import Image

from tests.api.openai_library import install
from tests.api.openai_program import REFERENCES
from tests.api.served import Served
from tests.cast import make_file

if TYPE_CHECKING:
    import openai


@pytest.fixture
def library() -> Any:
    """Return OpenAI's library. It takes half a second to load, which each process of a run would spend to collect."""
    return import_module("openai")


@pytest.fixture
def client(server: Served, library: Any, monkeypatch: pytest.MonkeyPatch) -> "Iterator[openai.OpenAI]":
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with library.OpenAI(base_url=f"{server.address}/v1", api_key=server.key, timeout=30) as client:
        yield client


def open_picture(encoded: str | None) -> Image.Image:
    assert encoded
    return Image.open(BytesIO(b64decode(encoded, validate=True)))


def test_python_makes_pictures(client: "openai.OpenAI") -> None:
    made = client.images.generate(model="gpt-image-1", prompt="a red fox", size="1024x1024", n=2, quality="low")
    assert made.data
    assert [open_picture(entry.b64_json).size for entry in made.data] == [(1024, 1024)] * 2
    assert (made.size, made.output_format) == ("1024x1024", "png")


def test_python_gets_addresses(client: "openai.OpenAI") -> None:
    # A client that asks for DALL·E expects an address without asking for one.
    made = client.images.generate(model="dall-e-3", prompt="a red fox")
    assert made.data
    address = made.data[0].url
    assert address
    assert requests.get(address, timeout=20).headers["Content-Type"] == "image/png"


def test_python_edits_two_pictures(client: "openai.OpenAI") -> None:
    files = [("one.png", make_file(640, 320).read()), ("two.png", make_file(320, 640).read())]
    extra = {"seed": 7}
    made = client.images.edit(model=REFERENCES, image=files, prompt="put them together", extra_body=extra)
    assert made.data
    picture = open_picture(made.data[0].b64_json)
    assert picture.width == 2 * picture.height


def test_python_reads_errors(client: "openai.OpenAI", library: Any) -> None:
    with pytest.raises(library.NotFoundError) as caught:
        client.images.generate(model="onemin/flux-2-flx", prompt="a red fox")
    assert (caught.value.code, caught.value.param) == ("model_not_found", "model")
    assert "did you mean onemin/flux-2-flex?" in caught.value.message
    with pytest.raises(library.BadRequestError, match="no partial pictures") as refused:
        client.images.generate(model="gpt-image-1", prompt="a red fox", stream=True)
    assert refused.value.param == "stream"
    with pytest.raises(library.AuthenticationError) as unknown:
        client.with_options(api_key="pg_wrong").images.generate(model="gpt-image-1", prompt="a red fox")
    assert unknown.value.code == "invalid_api_key"


def test_python_lists_models(client: "openai.OpenAI") -> None:
    names = [entry.id for entry in client.models.list()]
    assert REFERENCES in names
    assert client.models.retrieve(REFERENCES).id == REFERENCES


SCRIPT = """
import {readFileSync} from "node:fs";
import OpenAI, {toFile} from "openai";

const client = new OpenAI({baseURL: "%(address)s/v1", apiKey: "%(key)s", timeout: 30000});
const size = (entry) => Buffer.from(entry.b64_json, "base64").length;
const fail = (call) => call.then(() => "no error", (error) => [error.status, error.code, error.param]);
const generated = await client.images.generate({model: "gpt-image-1", prompt: "a red fox", n: 2});
const addressed = await client.images.generate({model: "dall-e-3", prompt: "a red fox", response_format: "url"});
const file = (name) => toFile(readFileSync("cat.png"), name, {type: "image/png"});
const images = [await file("one.png"), await file("two.png")];
const edited = await client.images.edit({model: "%(references)s", image: images, prompt: "put them together"});
const models = await client.models.list();
console.log(JSON.stringify({
  generated: generated.data.map(size),
  addressed: (await fetch(addressed.data[0].url)).status,
  edited: [edited.size, edited.data.map(size)],
  models: models.data.map((model) => model.id),
  unknown: await fail(client.images.generate({model: "nothing", prompt: "x"})),
  invalid: await fail(client.images.generate({model: "gpt-image-1", prompt: "x", n: 99})),
  stream: await fail(client.images.generate({model: "gpt-image-1", prompt: "x", stream: true})),
}));
"""


def test_javascript_does_the_same(server: Served, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(install() / "node_modules")
    (tmp_path / "cat.png").write_bytes(make_file(640, 320).read())
    script = SCRIPT % {"address": server.address, "key": server.key, "references": REFERENCES}
    answer: dict[str, Any] = server.run(["node"], script, tmp_path)
    assert len(answer["generated"]) == 2
    assert min(answer["generated"]) > 100
    assert answer["addressed"] == 200
    width, height = map(int, answer["edited"][0].split("x"))
    assert width == 2 * height
    assert REFERENCES in answer["models"]
    assert answer["unknown"] == [404, "model_not_found", "model"], json.dumps(answer)
    assert answer["invalid"] == [400, None, "n"]
    assert answer["stream"] == [400, "unsupported_parameter", "stream"]
