"""The documents' own examples, run against this server with only host, key and picture replaced."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.api.examples import COMMANDS, SAMPLES, Example, find_examples
from tests.api.served import Served, serving
from tests.cast import make_file

EXAMPLES = [example for example in find_examples() if example.dialect == "onemin"]
UPLOAD = "asset=@cat.png"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the server, which draws blanks."""
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


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


def need(program: str) -> None:
    if shutil.which(program) is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"There is no {program} on this machine, which runs an example.")


def test_there_are_examples_in_every_language() -> None:
    assert {example.language for example in EXAMPLES} == set(COMMANDS)
    assert len(EXAMPLES) >= 12


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_gets_the_documented_answer(server: Served, picture: str, tmp_path: Path, example: Example) -> None:
    command = COMMANDS[example.language]
    need("curl" if example.language == "curl" else command[0])
    answer = server.run(command, example.against(server.address, server.key, picture), tmp_path)
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
