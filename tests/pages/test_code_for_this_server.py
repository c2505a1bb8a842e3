"""The code panel's second target: this server, with a key that the code reads from the environment."""

import json
import os
import shlex
import subprocess
import sys

import pytest

from playground.accounts.models import ApiKey
from tests.cast import EDIT, FLEX, JOB, Person
from tests.markup import parse
from tests.pages.test_form_code import shown_code


@pytest.mark.parametrize("spec_id", [FLEX, JOB])
def test_the_curl_command_uses_this_server_and_its_key_variable(bob: Person, spec_id: str) -> None:
    words = shlex.split(shown_code(bob, spec_id, prompt="a fox", server="here"))
    assert words[3].startswith("http://testserver/")
    assert [word for word in words if word.endswith(": $PLAYGROUND_KEY")]
    assert json.loads(words[words.index("-d") + 1])


def test_by_default_the_code_uses_the_public_api(bob: Person) -> None:
    code = shown_code(bob, FLEX, prompt="a fox")
    assert "https://api.1min.ai/" in code
    assert "PLAYGROUND_KEY" not in code


def test_uploads_use_this_server_too(bob: Person) -> None:
    code = shown_code(bob, EDIT, prompt="make it red", server="here", imageUrl=bob.upload().key)
    assert code.count("http://testserver/api/") == 2
    assert code.count("$PLAYGROUND_KEY") == 2


@pytest.mark.parametrize("spec_id", [FLEX, JOB])
def test_python_reads_the_environment(bob: Person, spec_id: str) -> None:
    code = shown_code(bob, spec_id, prompt="a fox", server="here", language="python")
    headers_only = (
        code.partition("\nresponse = ")[0].replace("import requests\n", "") + "\nprint(sorted(headers.values()))"
    )
    environment = {**os.environ, "PLAYGROUND_KEY": "afk_here"}
    done = subprocess.run(
        [sys.executable, "-c", headers_only], env=environment, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "['afk_here', 'application/json']"


def test_javascript_reads_the_environment(bob: Person) -> None:
    code = shown_code(bob, FLEX, prompt="a fox", server="here", language="javascript")
    assert '"API-KEY": process.env.PLAYGROUND_KEY,' in code


def test_the_chosen_server_survives_a_switch_of_model(bob: Person) -> None:
    bob.post("save_draft", *FLEX.split("/"), prompt="a fox", server="here")
    assert "http://testserver/api/features" in bob.studio(FLEX).by_id("snippet-text").raw_text
    bob.post("switch_spec", *FLEX.split("/"), prompt="a fox", server="here", target=JOB)
    assert "http://testserver/v2/images/generate" in bob.studio(JOB).by_id("snippet-text").raw_text


def test_one_click_creates_a_key_that_is_shown_once(bob: Person) -> None:
    shown = parse(bob.post("create_key_here", htmx=True)).by_id("code-key-text").text
    raw = shown.split('"')[1]
    assert shown == f'export PLAYGROUND_KEY="{raw}"'
    assert ApiKey.objects.visible_to(bob.owner).count() == 1
    assert raw not in bob.get("keys").content.decode()
    answer = bob.client.post(
        "/v2/images/generate",
        json.dumps({"prompt": "a fox", "model": "flux-2-dev"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {raw}"},
    )
    assert answer.status_code == 202


def test_without_script_the_key_is_shown_on_its_page(bob: Person) -> None:
    page = parse(bob.post("create_key_here"))
    assert page.by_id("raw-key").text.startswith("pg_")


def test_the_code_of_a_past_picture_can_be_for_this_server(bob: Person) -> None:
    made = bob.make()
    page = parse(bob.get("generation_code", made.id, server="here"))
    assert "http://testserver/api/features" in page.by_id("snippet-text").raw_text


def test_without_script_the_page_of_a_picture_shows_the_chosen_code(bob: Person) -> None:
    made = bob.make()
    page = parse(bob.get("generation", made.id, language="python", seed="none", server="here"))
    code = page.by_id("snippet-text").raw_text
    assert "import requests" in code
    assert "http://testserver/api/features" in code
    assert str(made.seed) not in code
    assert page.by_id("share")
