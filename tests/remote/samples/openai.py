"""Servers that speak OpenAI's images API: one synchronous request, with the pictures in the answer."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from playground.standins.server import Request
from tests.pictures import picture
from tests.remote.samples.base import Answers, End, Said, Sample, Sent
from tests.remote.samples.onemin import MODERATED
from tests.standins.asking import read_form

ENCODED = base64.b64encode(picture()).decode()
PICTURES = ("ref_images", "reference_images", "input_references")
# What is never a number, although it may begin with a digit.
TEXTS = frozenset({"prompt", "size", "output_format", "aspect_ratio"})


def name_pictures(body: Any, pictures: Sequence[str]) -> None:
    # Without its blanks, the text of the test could be Base64.
    body["data"] = [{"b64_json": text.replace(" ", "-")} for text in pictures]


def refuse(body: Any) -> None:
    body["error"] = {"message": MODERATED, "type": "invalid_request_error", "param": None, "code": None}


def read_sent(request: Request) -> Sent:
    if request.path == "/v1/images/edits":
        parts = read_form(request.headers["content-type"], request.body)
        pictures = sum(bool(file) for _, file, _, _ in parts)
        flat = {name: content.decode() for name, file, _, content in parts if not file}
    else:
        flat = json.loads(request.body)
        pictures = sum(len(flat.pop(name, [])) for name in PICTURES)
    model = flat.pop("model", "")
    flat.pop("response_format", None)
    # mlx-openai-server has three sizes by name.
    if "size" in flat and not model.startswith("local-"):
        flat["width"], flat["height"] = flat.pop("size").split("x")
    params = {name: _read_number(name, value) for name, value in flat.items()}
    return Sent(params, pictures)


def _read_number(name: str, value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1].isdigit() and name not in TEXTS else value


def read_said(answers: Answers) -> Said:
    answer = answers("submit")[-1]
    cost = answer.get("usage", {}).get("cost")
    return Said(answer.get("id", ""), cost, answer["data"][0].get("seed"), is_job=False)


SAMPLE = Sample(
    dialect="openai",
    order=("openai/sglang-flux-2/generate", {"width": 256, "height": 256}),
    successes={"submit": {"created": 1701234567, "data": [{"b64_json": ENCODED, "url": None, "revised_prompt": None}]}},
    name_pictures=name_pictures,
    read_sent=read_sent,
    read_said=read_said,
    ends=(End("an error in place of a picture", "submit", refuse, "refused", "refused the content of this request"),),
    has_ids=False,
)
