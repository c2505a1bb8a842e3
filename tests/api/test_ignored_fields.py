"""Fields that mean nothing are kept up to 16 KB, and said to be left out past that."""

import json
from typing import Any

import pytest

from playground.api.ignored import MAX_KEPT_BYTES
from playground.generations.models import Generation
from tests.api.calling import ASYNC, PROMPT, Program, assert_onemin_error, read_record
from tests.cast import Person

pytestmark = pytest.mark.django_db


def ask(program: Program, extra: dict[str, Any]) -> Generation:
    """Order with more fields, and return the row, whose params the answer must echo."""
    record = read_record(program.ask(PROMPT | extra, **ASYNC))
    row = Generation.objects.latest("created")
    assert record["aiRecordDetail"]["promptObject"] == row.params
    return row


def test_a_large_field_is_listed_but_not_stored(program: Program, alice: Person) -> None:
    row = ask(program, {"small": "kept", "large": "x" * 500_000, "after": 1})
    assert row.params == PROMPT | {"small": "kept", "after": 1}
    assert row.ignored == ["small", "after", "large"]
    page = alice.see("generation", row.id)
    shown = [item.text for item in page.all("dd", data_origin="ignored")]
    assert shown == ["kept ignored", "1 ignored", "not kept: too large ignored"]


def test_a_parameter_without_an_effect_is_shown_as_ignored_too(program: Program, alice: Person) -> None:
    row = ask(program, {"output_format": "png", "output_quality": 50})
    page = alice.see("generation", row.id)
    assert [item.text for item in page.all("dd", data_origin="ignored")] == ["50 ignored"]


def test_many_fields_are_stored_up_to_the_total_limit(program: Program) -> None:
    row = ask(program, {f"field{number}": "é" * 100 for number in range(1000)})
    kept = {name: value for name, value in row.params.items() if name not in PROMPT}
    assert MAX_KEPT_BYTES - 500 < len(json.dumps(kept, ensure_ascii=False).encode()) <= MAX_KEPT_BYTES
    assert len(row.ignored) == len(kept) + 11
    assert row.ignored[-1] == f"{1000 - len(kept) - 10:,} more"


def test_long_names_are_shortened(program: Program) -> None:
    row = ask(program, {"n" * 100_000: 1})
    assert row.params == PROMPT
    assert row.ignored == ["n" * 59 + "…"]


def test_the_page_and_the_code_of_such_a_request_are_small(program: Program, alice: Person) -> None:
    row = ask(program, {f"field{number}": "<&>" * 100 for number in range(2000)})
    for path in (f"/generations/{row.id}/", f"/generations/{row.id}/code/", f"/?show={row.id}"):
        assert len(alice.client.get(path).content) < 400_000


def test_a_long_reference_is_refused(program: Program) -> None:
    for reference in ("x" * 900_000, "https://example.com/" + "x" * 900_000):
        assert_onemin_error(
            program.edit(reference), 400, f"imageUrl has {len(reference):,} characters; the maximum is 4,096"
        )
        params = {"input_images": [reference]}
        body = {"prompt": "a fox", "model": "flux-2-flex", "fluxParams": params}
        answer = program.post("/v2/images/generate", body)
        assert answer.status_code == 400
        assert "fluxParams.input_images" in answer.content.decode()


def test_fifty_thousand_unknown_names_get_a_short_refusal(program: Program) -> None:
    names = {f"promt{number}": 1 for number in range(50_000)}
    answer = program.post("/v2/images/generate", {"prompt": "a fox", "model": "flux-2-flex"} | names)
    assert answer.status_code == 400
    assert "promt0 is not a field of this request; did you mean prompt?" in answer.content.decode()
    assert "49,990 more names are unknown." in answer.content.decode()
    assert len(answer.content) < 5000
