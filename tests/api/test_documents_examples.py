"""1min.ai's documented examples, run against this server with only host, key and picture replaced."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.api.examples import SAMPLES, Example, find_examples
from tests.api.served import Served
from tests.cast import make_file
from tests.programs import need_program

EXAMPLES = find_examples("onemin")
UPLOAD = "asset=@cat.png"


@pytest.fixture(scope="module")
def picture(server: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the path of an upload, sent as the documents say."""
    folder = tmp_path_factory.mktemp("upload")
    (folder / "cat.png").write_bytes(make_file().read())
    code = f"curl -s -X POST '{server.address}/api/assets' -H 'API-KEY: {server.key}' -F '{UPLOAD}'"
    path: str = server.run(["bash"], code, folder)["fileContent"]["path"]
    return path


def documented_answer(record: dict[str, Any]) -> dict[str, Any]:
    """Return the answer that the documents give for a request of that model and type."""
    answers = [json.loads(path.read_text())["aiRecord"] for path in SAMPLES.glob("onemin_*.answer.json")]
    return next(one for one in answers if (one["model"], one["type"]) == (record["model"], record["type"]))


def test_four_requests_are_recorded() -> None:
    sent = {(example.body["type"], example.body["model"].rpartition("/")[2]) for example in EXAMPLES}
    made = {("IMAGE_GENERATOR", f"flux-2-{model}") for model in ("flex", "pro", "dev")}
    assert sent == made | {("IMAGE_EDITOR", "flux-2-flex")}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_gets_the_documented_answer(server: Served, picture: str, tmp_path: Path, example: Example) -> None:
    need_program(example.program)
    answer = server.run(example.command, example.against(server.address, server.key, picture), tmp_path)
    assert list(answer) == ["aiRecord"]
    record = answer["aiRecord"]
    wanted = documented_answer(record)
    sent = wanted["aiRecordDetail"]["promptObject"]
    if "imageUrl" in sent:
        sent["imageUrl"] = picture
    assert list(record) == list(wanted)
    assert record["status"] == "SUCCESS"
    assert record["aiRecordDetail"]["promptObject"] == sent
    (path,) = record["aiRecordDetail"]["resultObject"]
    assert urlsplit(record["temporaryUrl"]).path.endswith(path)
    fetched = [requests.get(address, timeout=20) for address in (f"{server.address}/{path}", record["temporaryUrl"])]
    assert [response.status_code for response in fetched] == [200, 200]
    assert fetched[0].content == fetched[1].content
    assert fetched[0].headers["Content-Type"] == f"image/{sent['output_format']}"
