"""The documents' own examples, run against this server with only host, key and picture replaced."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.api.examples import COMMANDS, SAMPLES, Example, find_examples
from tests.api.served import Served, serving
from tests.cast import make_file

EXAMPLES = find_examples()
ONEMIN = [example for example in EXAMPLES if example.dialect == "onemin"]
APIFRAME = [example for example in EXAMPLES if example.dialect == "apiframe"]
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
    for examples in (ONEMIN, APIFRAME):
        assert {example.language for example in examples} == set(COMMANDS)
    assert len(ONEMIN) >= 12


def run(server: Served, example: Example, picture: str, folder: Path) -> Any:
    """Return what the server answers to the example."""
    command = COMMANDS[example.language]
    need("curl" if example.language == "curl" else command[0])
    return server.run(command, example.against(server.address, server.key, picture), folder)


@pytest.mark.parametrize("example", ONEMIN, ids=lambda example: example.name)
def test_an_example_gets_the_documented_answer(server: Served, picture: str, tmp_path: Path, example: Example) -> None:
    answer = run(server, example, picture, tmp_path)
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


@pytest.mark.parametrize("example", APIFRAME, ids=lambda example: example.name)
def test_an_example_that_submits_a_job_gets_one_that_is_completed(
    server: Served, tmp_path: Path, example: Example
) -> None:
    answer = run(server, example, "", tmp_path)
    assert answer == {"jobId": answer["jobId"], "status": "QUEUED"}
    job = wait_for_job(server, answer["jobId"])
    assert job["status"] == "COMPLETED"
    (image,) = job["result"]["images"]
    assert image.endswith(".png")
    assert requests.get(image, timeout=20).headers["Content-Type"] == "image/png"


def wait_for_job(server: Served, id_: str) -> dict[str, Any]:
    """Ask after a job, as clients do, until it is at an end; fail when it takes too long."""
    gong = threading.Event()
    for _ in range(200):
        address = f"{server.address}/v2/jobs/{id_}"
        job: dict[str, Any] = requests.get(address, headers={"X-API-Key": server.key}, timeout=20).json()
        if job["status"] not in ("QUEUED", "PROCESSING"):
            return job
        gong.wait(0.1)
    pytest.fail("It took too long.")
