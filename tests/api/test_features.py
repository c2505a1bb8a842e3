"""POST /api/features: every model, the documents' own requests, and what clients add to them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from playground.accounts.api_keys import create_key
from playground.catalog.loading import specs
from playground.generations.models import Generation
from tests.api.calling import ASYNC, PROMPT, Program, assert_dressed, paths_of, read_record
from tests.cast import Person, make_file

SAMPLES = Path(__file__).parent.parent / "dialects" / "samples"
DOCUMENTED = sorted(path.name.removesuffix(".request.json") for path in SAMPLES.glob("onemin_*.request.json"))
UUID_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
PATH = re.compile(r"images/\d{4}(_\d\d){5}_\d{3}_[a-z0-9-]+\.(png|jpg|webp)")
EXTRA = {"aspect_ratio": "16:9", "num_outputs": 1}
ONEMIN = [spec for spec in specs().values() if spec.dialect == "onemin"]

pytestmark = pytest.mark.usefixtures("prompt_worker")


def upload_path(program: Program) -> str:
    path: str = program.upload(make_file()).json()["fileContent"]["path"]
    return path


def load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SAMPLES / name).read_text())
    return document


@pytest.mark.parametrize("name", DOCUMENTED)
def test_the_documents_requests_get_the_documents_answers(program: Program, name: str) -> None:
    body = load(f"{name}.request.json")
    wanted = load(f"{name}.answer.json")["aiRecord"]
    if "imageUrl" in body["promptObject"]:
        path = upload_path(program)
        body["promptObject"]["imageUrl"] = wanted["aiRecordDetail"]["promptObject"]["imageUrl"] = path
    response = program.post("/api/features", body)
    got = read_record(response)
    assert_dressed(response)
    assert list(got) == list(wanted)
    assert list(got["aiRecordDetail"]) == list(wanted["aiRecordDetail"])
    for field in ("model", "type", "status"):
        assert got[field] == wanted[field]
    assert json.dumps(got["aiRecordDetail"]["promptObject"]) == json.dumps(body["promptObject"])
    assert UUID_SHAPE.fullmatch(got["uuid"])
    assert MOMENT.fullmatch(got["createdAt"])
    (result,) = got["aiRecordDetail"]["resultObject"]
    assert PATH.fullmatch(result)
    assert result.endswith(body["promptObject"]["output_format"])
    assert got["temporaryUrl"].startswith(f"http://testserver/api/images/{result.removeprefix('images/')}?")


@pytest.mark.parametrize("spec", ONEMIN, ids=lambda spec: spec.id)
def test_every_model_makes_a_picture(program: Program, spec: Any) -> None:
    if spec.mode == "edit":
        response = program.ask(PROMPT | {"imageUrl": upload_path(program)}, model=spec.model, type="IMAGE_EDITOR")
    else:
        response = program.ask(model=spec.model)
    (path,) = paths_of(response)
    assert Generation.objects.get().spec_id == spec.id
    assert path.endswith(".webp" if spec.slug == "flux-2-dev" else ".png")


def test_both_urls_open_without_a_key(program: Program) -> None:
    record = read_record(program.ask())
    picture = Generation.objects.get().pictures.get()
    for address in (record["temporaryUrl"], f"/{record['aiRecordDetail']['resultObject'][0]}"):
        response: Any = Client().get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/png"
        assert b"".join(response.streaming_content) == picture.read()


def test_the_owners_history_has_the_generation(program: Program, alice: Person, charlie: Person) -> None:
    program.ask({"prompt": "a red fox", "steps": 30})
    row = Generation.objects.get()
    assert (row.owner, row.source, row.origin) == (alice.owner, "api", "http://testserver")
    assert "a red fox" in alice.see("history").text
    assert "a red fox" not in charlie.see("history").text
    assert alice.see("generation", row.id).find("dd", data_source="api").text == "API"


def test_the_history_marks_api_generations(program: Program, alice: Person) -> None:
    program.ask()
    page_made, api_made = alice.make(), Generation.objects.get(source="api")
    history = alice.see("history")
    assert history.by_id(f"tile-{api_made.id}").find("span", data_source="api").text == "API"
    assert not history.by_id(f"tile-{page_made.id}").all("span", data_source="api")


def test_stores_params_as_sent_and_resolved_separately(program: Program) -> None:
    sent = {"seed": 7, "prompt": "a\r\nb", "guidance": 4.0}
    assert read_record(program.ask(sent))["aiRecordDetail"]["promptObject"] == sent
    row = Generation.objects.get()
    assert row.params == sent
    assert row.resolved["prompt"] == "a\nb"
    assert row.resolved["steps"] == 25
    assert row.asked == {"prompt": "a\nb", "guidance": 4, "seed": 7}


def test_unknown_parameters_are_echoed_and_shown_as_ignored(program: Program, alice: Person) -> None:
    extra = {"size": "1024x1024", "quality": "hd", "style": None, "nested": {"list": [1, 2.5, "x"]}}
    record = read_record(program.ask(PROMPT | extra))
    assert record["aiRecordDetail"]["promptObject"] == PROMPT | extra
    row = Generation.objects.get()
    assert row.ignored == list(extra)
    page = alice.see("generation", row.id)
    assert [item.text.split()[-1] for item in page.all("dd", data_origin="ignored")] == ["ignored"] * 4


def test_ignores_unknown_keys_outside_the_prompt_object(program: Program) -> None:
    record = read_record(program.ask(conversationId="CODE", metadata={"a": [1]}))
    assert record["aiRecordDetail"]["promptObject"] == PROMPT


def test_accepts_a_query_string(program: Program) -> None:
    body = {"type": "IMAGE_GENERATOR", "model": "black-forest-labs/flux-2-pro", "promptObject": PROMPT}
    assert paths_of(program.post("/api/features?isStreaming=false", body))


def test_n_makes_pictures_of_consecutive_seeds_in_one_generation(program: Program) -> None:
    response = program.ask(PROMPT | {"n": 4, "seed": 40})
    assert len(paths_of(response)) == 4
    row = Generation.objects.get()
    assert list(row.pictures.values_list("seed", flat=True)) == [40, 41, 42, 43]
    assert paths_of(response) == list(row.pictures.values_list("key", flat=True))
    assert row.ignored == []
    assert row.params == PROMPT | {"n": 4, "seed": 40}


@pytest.mark.parametrize("n", [1, 1.0, None])
def test_n_may_be_one_or_null(program: Program, n: float | None) -> None:
    assert len(paths_of(program.ask(PROMPT | {"n": n}))) == 1


def test_a_request_can_be_retried_from_the_page(program: Program, alice: Person) -> None:
    program.edit(upload_path(program), n=2, size="big")
    first = Generation.objects.get()
    alice.post("retry", first.id)
    second = Generation.objects.exclude(id=first.id).get()
    assert (second.source, second.count, second.seed) == ("page", 2, first.seed)
    assert second.params == first.asked | {"seed": first.seed}
    assert alice.post("use_again", first.id, htmx=True).status_code == 200


def test_urls_begin_with_the_public_url(program: Program, settings: Any) -> None:
    settings.PUBLIC_URL = "https://play.example.com"
    assert read_record(program.ask())["temporaryUrl"].startswith("https://play.example.com/api/images/")


def test_async_answers_immediately(program: Program) -> None:
    record = read_record(program.ask(**ASYNC))
    assert record["status"] == "PROCESSING"
    assert record["aiRecordDetail"] == {"promptObject": PROMPT, "resultObject": []}
    assert list(record)[-1] == "temporaryUrl"
    assert record["temporaryUrl"] is None
    assert str(Generation.objects.get().wire_id) == record["uuid"]


def test_a_guests_key_works_as_well(bob: Person) -> None:
    program = Program(bob.owner, create_key(bob.owner)[1])
    paths_of(program.ask())
    assert "a red fox" in bob.see("history").text


@pytest.mark.parametrize("model", ["flux-schnell", "black-forest-labs/flux-2-klein-9b"])
def test_a_model_with_only_a_prompt_ignores_and_repeats_the_rest(program: Program, model: str) -> None:
    response = program.ask(PROMPT | EXTRA, model=model)
    record = read_record(response)
    assert record["model"] == f"black-forest-labs/{model.removeprefix('black-forest-labs/')}"
    assert record["aiRecordDetail"]["promptObject"] == PROMPT | EXTRA
    made = Generation.objects.get()
    assert (made.ignored, made.width, made.height) == (["aspect_ratio", "num_outputs"], 1024, 1024)
