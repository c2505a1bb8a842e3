"""A broken spec file is left out and named: the file, the place in it and the reason."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from playground.catalog.checks import message_for
from playground.catalog.faults import SpecFault
from playground.catalog.loading import FOLDER, UnknownSpec, get_spec, schema_faults, specs
from playground.catalog.validation import validate

type Json = dict[str, Any]

SHIPPED = [path for path in FOLDER.glob("*.json") if path.name != "definitions.json"]


def sound() -> Json:
    return {
        "x-dialect": "bfl",
        "x-model": "black-forest-labs/flux-2-klein",
        "x-mode": "generate",
        "x-title": "FLUX.2 [klein]",
        "x-summary": "Small and quick.",
        "type": "object",
        "properties": {
            "prompt": {"$ref": "definitions.json#/$defs/prompt"},
            "steps": {"$ref": "definitions.json#/$defs/steps", "minimum": 1, "maximum": 8, "default": 4},
        },
        "required": ["prompt"],
        "additionalProperties": False,
    }


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.SPEC_FOLDER = str(tmp_path)
    return tmp_path


def write(folder: Path, document: object, name: str = "mine.json") -> None:
    text = document if isinstance(document, str) else json.dumps(document)
    (folder / name).write_text(text, encoding="utf-8")


def steps(**more: object) -> Json:
    document = sound()
    document["properties"]["steps"] |= more
    return document


def boxes(**more: object) -> Json:
    document = sound()
    document["properties"]["boxes"] = {"$ref": "definitions.json#/$defs/boxes"} | more
    return document


def without(key: str) -> Json:
    return {name: value for name, value in sound().items() if name != key}


def test_an_operator_adds_a_model_by_adding_a_file(folder: Path) -> None:
    write(folder, sound())
    spec = get_spec("bfl/flux-2-klein/generate")
    assert schema_faults() == ()
    assert len(specs()) == len(SHIPPED) + 1
    assert [issue.message for issue in validate(spec, {"prompt": "a", "steps": 9})] == ["steps is 9; the maximum is 8."]


def test_an_operators_shared_definitions_are_usable(folder: Path) -> None:
    write(folder, {"$defs": {"few": {"$ref": "#/$defs/steps", "minimum": 1, "maximum": 3}}}, "definitions.json")
    document = sound()
    document["properties"]["steps"] = {"$ref": "definitions.json#/$defs/few"}
    write(folder, document)
    assert [p.maximum for p in get_spec("bfl/flux-2-klein/generate").parameters] == [None, 3]


@pytest.mark.parametrize(
    ("document", "code", "place", "reason"),
    [
        ('{\n  "x-dialect": oops\n}', 1, "line 2, column 16", "Expecting value"),
        ('{"type": NaN}', 1, "the whole file", "NaN is not valid JSON"),
        ('{"type": "object", "type": "object"}', 1, "the whole file", '"type" appears twice'),
        ("[1]", 1, "$", "must be a JSON object"),
        ("[" * 200_000, 1, "the whole file", "nested too deeply"),
        (steps(minimum="six"), 2, "$.properties.steps.minimum", "'six' is not of type 'number'"),
        (sound() | {"properties": 5}, 2, "$.properties", "is not of type 'object'"),
        (steps(**{"$ref": "definitions.json#/$defs/stepz"}), 3, "$.properties.steps.$ref", "did you mean steps?"),
        (without("x-summary"), 4, "$.x-summary", "x-summary is missing"),
        (without("properties"), 4, "$.properties", "there are no parameters"),
        (without("additionalProperties"), 4, "$.additionalProperties", "unknown names are refused"),
        (steps(**{"x-help": ""}), 4, "$.properties.steps.x-help", "x-help must be text"),
        (steps(**{"x-widget": "slyder"}), 5, "$.properties.steps.x-widget", "did you mean slider?"),
        (steps(**{"x-role": "stepz"}), 5, "$.properties.steps.x-role", "did you mean steps?"),
        (steps(**{"x-widget": "switch"}), 5, "$.properties.steps.type", "cannot show the type integer"),
        (steps(multipleOf=0.5), 5, "$.properties.steps.multipleOf", "must be a whole number"),
        (steps(multipleOf=0), 2, "$.properties.steps.multipleOf", "less than or equal to the minimum of 0"),
        (
            steps(**{"x-server-limits": {"multipleOf": 2.5}}),
            5,
            "$.properties.steps.x-server-limits.multipleOf",
            "whole number",
        ),
        (steps(minimum=9), 5, "$.properties.steps.minimum", "above the maximum"),
        (boxes(**{"x-layout": "rowz"}), 5, "$.properties.boxes.x-layout", "did you mean rows?"),
        (boxes(**{"x-role": "strength"}), 4, "$.properties.boxes.x-layout", "written into the prompt"),
        (sound() | {"x-mode": "edits"}, 5, "$.x-mode", "did you mean edit?"),
        (sound() | {"x-model": "a b"}, 5, "$.x-model", "cannot be part of a URL"),
        (sound() | {"required": ["promt"]}, 5, "$.required", "did you mean prompt?"),
        (sound() | {"x-examples": [{"title": "A"}]}, 4, "$.x-examples.0.prompt", "prompt is missing"),
        (sound() | {"x-json-prompt": "yes"}, 5, "$.x-json-prompt", "must be true or false"),
        (steps(**{"x-widget": "shapes", "type": "string", "enum": ["1:1"]}), 5, "$.properties.steps.x-role", "a ratio"),
        (steps(default=9), 6, "$.properties.steps.default", "9 is greater than the maximum of 8"),
        (steps(default=None), 6, "$.properties.steps.default", "is not of type"),
        (steps(**{"x-role": "prompt"}), 7, "$.properties.steps.x-role", "prompt already has the role prompt"),
        (sound() | {"x-dialect": "apifram"}, 8, "$.x-dialect", "did you mean apiframe?"),
        (steps(minimun=3), 9, "$.properties.steps.minimun", "did you mean minimum?"),
        (sound() | {"x-titel": "A"}, 9, "$.x-titel", "did you mean x-title?"),
        (
            steps(**{"x-server-limits": {"$ref": "#/nowhere"}}),
            9,
            "$.properties.steps.x-server-limits.$ref",
            "is not known",
        ),
    ],
)
def test_the_check_names_file_place_and_reason(
    folder: Path, document: object, code: int, place: str, reason: str
) -> None:
    write(folder, document)
    found = run_checks(tags=["catalog"])
    assert [message.id for message in found] == [f"catalog.W{code:03}"]
    assert found[0].msg.startswith(f"{folder / 'mine.json'}: {place}: ")
    assert reason in found[0].msg
    assert found[0].hint
    assert len(specs()) == len(SHIPPED)


def test_a_duplicate_id_is_reported(folder: Path) -> None:
    write(folder, sound() | {"x-dialect": "onemin", "x-model": "flux-2-flex"})
    [fault] = schema_faults()
    assert fault.kind == "duplicate"
    assert "onemin/flux-2-flex/generate is already defined in onemin_flux_2_flex_generate.json" in fault.reason


def test_a_binary_file_and_a_missing_folder_are_reported(folder: Path, settings: Any) -> None:
    (folder / "mine.json").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in schema_faults()[0].reason
    settings.SPEC_FOLDER = str(folder / "nowhere")
    assert [fault.kind for fault in schema_faults()] == ["folder"]
    assert len(specs()) == len(SHIPPED)


def test_a_broken_file_does_not_hide_a_valid_one(folder: Path) -> None:
    write(folder, "{", "broken.json")
    write(folder, sound())
    assert len(schema_faults()) == 1
    assert "bfl/flux-2-klein/generate" in specs()


def test_a_broken_built_in_file_is_an_error() -> None:
    fault = SpecFault("keyword", FOLDER / "any.json", "$", "reason", "hint")
    assert message_for(fault).id == "catalog.E009"


def test_an_unknown_spec_suggests_the_nearest() -> None:
    with pytest.raises(UnknownSpec) as caught:
        get_spec("onemin/flux-2-flx/edit")
    assert caught.value.sentence == "There is no model onemin/flux-2-flx/edit; did you mean onemin/flux-2-flex/edit?"
    with pytest.raises(LookupError, match=r"There is no model banana\."):
        get_spec("banana")


def test_the_named_sizes_have_the_same_other_names_in_both_modes() -> None:
    # A `$ref` replaces the whole object, so the second one repeats the first.
    definitions = json.loads((FOLDER / "definitions.json").read_text())["$defs"]
    edited, followed = (definitions[name]["x-aliases"] for name in ("edited_size", "followed_size"))
    assert followed == {"match_input_image": "auto", **edited}
