"""What `imageUrl` may be: all that an upload or a result gave, and an absolute address elsewhere."""

from typing import Any

import pytest

from playground.generations.models import Generation, Input
from tests.api.calling import Program, assert_onemin_error, paths_of, read_record
from tests.cast import make_file

pytestmark = pytest.mark.usefixtures("prompt_worker")


@pytest.fixture
def uploaded(program: Program) -> dict[str, Any]:
    """Return the answer to an upload."""
    answer: dict[str, Any] = program.upload(make_file(320, 160)).json()
    return answer


def used_key() -> str:
    return Input.objects.get(generation=Generation.objects.order_by("-created", "-id")[0]).image.key


def references(uploaded: dict[str, Any]) -> dict[str, str]:
    path = uploaded["asset"]["key"]
    return {
        "path": uploaded["fileContent"]["path"],
        "path with a slash": f"/{path}",
        "path with a folder": f"development/{path}",
        "name": uploaded["fileContent"]["name"],
        "location": uploaded["asset"]["location"],
        "location with a query": f"{uploaded['asset']['location']}?v=1",
        "uuid": uploaded["fileContent"]["uuid"],
        "uuid in capitals": uploaded["fileContent"]["uuid"].upper(),
    }


@pytest.mark.parametrize(
    "kind", references({"asset": {"key": "", "location": ""}, "fileContent": {"path": "", "name": "", "uuid": ""}})
)
def test_an_upload_is_found_by_path_url_and_id(program: Program, uploaded: dict[str, Any], kind: str) -> None:
    reference = references(uploaded)[kind]
    record = read_record(program.edit(reference))
    assert record["aiRecordDetail"]["promptObject"]["imageUrl"] == reference
    assert used_key() == uploaded["asset"]["key"]


def test_a_result_is_found_by_path_and_url(program: Program) -> None:
    record = read_record(program.ask())
    (path,) = record["aiRecordDetail"]["resultObject"]
    for reference in (path, f"http://testserver/{path}", record["temporaryUrl"]):
        program.edit(reference)
        assert used_key() == path


def test_the_picture_takes_the_inputs_shape(program: Program, uploaded: dict[str, Any]) -> None:
    program.edit(uploaded["fileContent"]["path"])
    row = Generation.objects.get()
    assert row.width == 2 * row.height


def test_the_public_address_is_this_server(program: Program, uploaded: dict[str, Any], settings: Any) -> None:
    settings.PUBLIC_URL = "https://play.example.com"
    assert paths_of(program.edit(f"https://play.example.com/{uploaded['asset']['key']}"))
    assert paths_of(program.edit(uploaded["asset"]["location"]))


@pytest.mark.parametrize(
    "reference",
    [
        "images/nothing.png",
        "cat.png",
        "4fbe3db7-608a-4c7e-8478-e1033336ee57",
        "http://testserver/",
        "x" * 4000,
        "..",
        "/",
    ],
)
def test_refuses_a_reference_to_nothing(program: Program, reference: str) -> None:
    assert_onemin_error(program.edit(reference), 400, "imageUrl: you have no picture")
    assert not Generation.objects.exists()


@pytest.mark.parametrize("reference", ["", 7, None, ["a"], {"url": "a"}], ids=str)
def test_refuses_a_reference_that_is_not_text(program: Program, reference: Any) -> None:
    assert_onemin_error(program.edit(reference), 400, "imageUrl")


def test_another_persons_picture_is_not_found(program: Program, stranger: Program, uploaded: dict[str, Any]) -> None:
    for reference in references(uploaded).values():
        assert_onemin_error(stranger.edit(reference), 400, "you have no picture")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/cat.png",
        "http://[::1]/cat.png",
        "http://169.254.169.254/latest",
        "https://user:word@1.1.1.1/",
    ],
)
def test_refuses_a_private_url(program: Program, address: str) -> None:
    assert_onemin_error(program.edit(address), 400, "imageUrl")
    assert not Generation.objects.exists()


def test_fetching_a_picture_counts_as_a_waiting_request(program: Program, settings: Any) -> None:
    settings.API_WAITERS = 0
    assert_onemin_error(program.edit("http://127.0.0.1:9/cat.png"), 429)
