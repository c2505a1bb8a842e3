"""Each kind of server that speaks OpenAI's images API: its errors, its forms, and pictures by their addresses."""

from typing import Any

import httpx
import pytest

from playground.catalog.loading import get_spec, specs
from playground.catalog.spec import Mode
from playground.dialects.openai_profiles import PROFILES
from playground.standins.openai import AddressingStandin
from playground.standins.openai_kinds import KINDS
from playground.standins.server import KEY
from tests.cast import make_file
from tests.remote.driving import dispatcher, person_with_key, point_at, until_all_ended
from tests.remote.failing import fail
from tests.remote.faults import WORD
from tests.remote.scripted_api import PICTURE, Script, ScriptedJournal
from tests.standins.asking import read_form

# Of each kind of server one spec that generates and, where there is one, one that edits.
SPECS = {(spec.profile, spec.mode): id_ for id_, spec in specs().items() if spec.dialect == "openai"}
# The status, the code, and how often the request is tried.
ERRORS = [(400, "rejected", 1), (401, "key", 1), (422, "rejected", 1), (429, "busy", 5), (500, "server", 1)]


def test_each_kind_of_server_is_here() -> None:
    assert {profile for profile, _ in SPECS} == KINDS.keys() == PROFILES.keys() - {"openai"}


@pytest.mark.parametrize(("status", "code", "tries"), ERRORS)
@pytest.mark.parametrize(("profile", "mode"), SPECS)
def test_an_error_is_read_in_the_shape_of_its_server(
    profile: str, mode: Mode, status: int, code: str, tries: int
) -> None:
    # FastAPI lists with 422 what is wrong.
    found = {"prompt": [WORD]} if status == 422 else None
    script = Script(httpx.Response(status, json=KINDS[profile].write_error(status, WORD, found)))
    error = fail(script, "openai", ScriptedJournal(), spec=SPECS[profile, mode], inputs=[PICTURE])
    assert (error.code, len(script.requests)) == (code, tries)
    assert f"({status})" in error.sentence
    # Of a refused key the API's own sentence says nothing more.
    assert status == 401 or WORD in error.sentence
    if mode == "edit":
        request = script.requests[-1]
        parts = read_form(request.headers["Content-Type"], request.content)
        assert [content for _, filename, _, content in parts if filename] == [PICTURE]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("profile", "mode"), [("localai", "generate"), ("sglang", "edit")])
def test_a_picture_at_a_relative_address_is_fetched_without_the_key(
    profile: str, mode: Mode, settings: Any, files: Any
) -> None:
    spec = get_spec(SPECS[profile, mode])
    picture = spec.by_role("picture")
    with AddressingStandin(profile=profile, keys=(KEY,)) as standin:
        point_at(settings, openai=standin.address)
        person = person_with_key("openai", KEY)
        given: dict[str, Any] = {picture.name: [person.upload(make_file()).key]} if picture and mode == "edit" else {}
        row = person.ask(spec.id, **given)
        with dispatcher(("openai",)) as board:
            board.wake("openai")
            until_all_ended()
    row.refresh_from_db()
    assert (row.status, row.error, row.pictures.count()) == ("done", "", 1)
    assert [len(standin.steps(step)) for step in ("submit", "download")] == [1, 1]
    assert standin.violations == []
