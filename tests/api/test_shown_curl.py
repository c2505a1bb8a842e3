"""The cURL command that the page shows, with this server's address and a key, is a request that works here."""

import shlex
from typing import Any

import pytest

from playground.catalog.loading import specs
from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.snippets.registry import print_snippet
from tests.api.calling import Program, read_record
from tests.cast import make_file

pytestmark = pytest.mark.usefixtures("prompt_worker")
ONEMIN = [spec for spec in specs().values() if spec.dialect == "onemin"]
AWKWARD = 'It\'s 50% "off"\n\\ $HOME `ls` & 猫'


def run_command(program: Program, command: str) -> Any:
    """Send what curl would send."""
    # Unlike a shell, shlex keeps the end of a line that goes on.
    words = iter(shlex.split(command.replace("\\\n", "")))
    assert next(words) == "curl"
    method, url, data, headers = "GET", "", "", {}
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            data = next(words)
        else:
            url = word
    content_type = headers.pop("Content-Type")
    path = url.removeprefix("http://testserver")
    return program.client.generic(method, path, data=data, content_type=content_type, headers=headers)


@pytest.mark.parametrize("spec", ONEMIN, ids=lambda spec: spec.id)
def test_the_shown_command_gets_a_picture(program: Program, spec: Any) -> None:
    params: dict[str, Any] = {"prompt": AWKWARD, "guidance": 3.5, "seed": 42}
    if spec.mode == "edit":
        params["imageUrl"] = program.upload(make_file()).json()["asset"]["key"]
    plan = plan_request(get_dialect("onemin"), spec, params, base_url="http://testserver", key=program.key)
    record = read_record(run_command(program, print_snippet("curl", plan)))
    assert record["status"] == "SUCCESS"
    assert record["model"] == spec.model
    assert record["aiRecordDetail"]["promptObject"] == params
