"""Boxes in the prompt: rows for FLUX 3, which come back as boxes, and prose for other models."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.boxes import Area, Box, make_box, write_boxes
from playground.dialects.layouts import compose, take_out
from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from tests.dialects.cases import recorded_params
from tests.specs import SPECS

FLUX_3 = SPECS["bfl/flux-3-image/generate"]
PRO = SPECS["bfl/flux-2-pro/generate"]
ONEMIN = SPECS["onemin/flux-2-flex/generate"]
KEY = "aGVsbG8="
HOSTILE = 'a "quoted" [box] {id: 1}, \\ [{"id": "x"}]'

sides = st.tuples(st.integers(0, 999), st.integers(0, 999)).flatmap(
    lambda start: st.tuples(st.just(start), st.integers(start[0] + 1, 1000), st.integers(start[1] + 1, 1000))
)
areas = sides.map(lambda drawn: Area(drawn[0][0], drawn[0][1], drawn[1], drawn[2]))
ids = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60) | st.just(HOSTILE)
new = st.builds(make_box, ids, words, areas)
edited = st.builds(make_box, ids, words, st.none() | areas, areas, st.integers(1, 10))


def prompt_of(spec: Any, boxes: str, **more: Any) -> str:
    return str(compose(spec, {"prompt": "a harbour at dusk", "boxes": boxes, **more})["prompt"])


def test_a_layout_is_the_documented_array_after_a_space() -> None:
    assert prompt_of(FLUX_3, "vase_1 541 599 947 932 A tall vase.\nsky 0 0 400 1000") == (
        'a harbour at dusk [{"id": "vase_1", "bbox": [541, 599, 947, 932], "desc": "A tall vase."},'
        ' {"id": "sky", "bbox": [0, 0, 400, 1000], "desc": "sky"}]'
    )


def test_an_edit_says_where_each_element_comes_from() -> None:
    lines = (
        "a1 keep 1 1 2 3 4 the mast\nb1 move 1 1 2 3 4 to 5 6 7 8 the boat\nc1 remove 1 1 2 3 4 the crane\n"
        "d1 5 6 7 8 a gull\ne1 move 2 1 2 3 4 to 5 6 7 8 the lamp"
    )
    rows = json.loads(prompt_of(FLUX_3, lines, images=["k", "l"]).partition(" [")[2].join("[]")[:-1])
    first, second = [1, 2, 3, 4], [5, 6, 7, 8]
    assert rows == [
        {"id": "a1", "from": "ref_image_0", "src_bbox": first, "tgt_bbox": first, "desc": "the mast"},
        {"id": "b1", "from": "ref_image_0", "src_bbox": first, "tgt_bbox": second, "desc": "the boat"},
        {"id": "c1", "from": "ref_image_0", "src_bbox": first, "tgt_bbox": None, "desc": "the crane"},
        {"id": "d1", "from": None, "src_bbox": None, "tgt_bbox": second, "desc": "a gull"},
        {"id": "e1", "from": "ref_image_1", "src_bbox": first, "tgt_bbox": second, "desc": "the lamp"},
    ]


def test_beside_pictures_a_new_element_is_an_edit() -> None:
    assert '"from": null' in prompt_of(FLUX_3, "a1 1 2 3 4", images=["k"])
    assert '"bbox"' in prompt_of(FLUX_3, "a1 1 2 3 4", images=[])


@pytest.mark.parametrize("boxes", [st.lists(new, min_size=1, max_size=5), st.lists(edited, min_size=1, max_size=5)])
def test_rows_come_back_as_boxes(boxes: st.SearchStrategy[list[Box]]) -> None:
    @given(boxes.filter(lambda some: len({box.id for box in some}) == len(some)), words, st.booleans())
    def law(some: list[Box], prompt: str, has_pictures: bool) -> None:
        params: dict[str, Any] = {"prompt": prompt, "boxes": write_boxes(some)}
        params |= {"images": [KEY]} if has_pictures else {}
        request = plan_request(get_dialect("bfl"), FLUX_3, params).request
        spec_id, sent = get_dialect("bfl").read_request(request, SPECS.values())
        assert spec_id == FLUX_3.id
        assert "boxes" not in sent
        assert take_out(FLUX_3, sent) == params

    law()


@given(st.text(max_size=80), st.sampled_from(["[", "]", ' [{"id": "a"}]', " [{", "[[[[", "null]"]))
def test_a_prompt_without_rows_stays_as_it_is(text: str, end: str) -> None:
    assert take_out(FLUX_3, {"prompt": text + end}) == {"prompt": text + end}


@pytest.mark.parametrize(
    "rows",
    [
        '[{"id": "a1", "bbox": [1, 2, 3], "desc": "x"}]',
        '[{"id": "a1", "bbox": [1, 2, 3, NaN], "desc": "x"}]',
        '[{"id": "a1", "bbox": [1, 2, 3, 4.5], "desc": "x"}]',
        '[{"id": "a1", "bbox": [true, 2, 3, 4], "desc": "x"}]',
        '[{"id": "a1", "bbox": [1, 2, 1, 4], "desc": "x"}]',
        '[{"id": "a1", "bbox": {"top": 1}, "desc": "x"}]',
        '[{"id": "a b", "bbox": [1, 2, 3, 4], "desc": "x"}]',
        '[{"id": "a1", "bbox": [1, 2, 3, 4], "desc": null}]',
        '[{"id": "a1", "bbox": [1, 2, 3, 4], "desc": "x", "more": 1}]',
        '[{"id": "a1", "bbox": [1, 2, 3, 4], "desc": "x"}, {"id": "a1", "bbox": [1, 2, 3, 4], "desc": "x"}]',
        '[{"id": "a1", "from": null, "src_bbox": null, "tgt_bbox": null, "desc": "x"}]',
        '[{"id": "a1", "from": null, "src_bbox": [1, 2, 3, 4], "tgt_bbox": null, "desc": "x"}]',
        '[{"id": "a1", "from": "ref_image_x", "src_bbox": [1, 2, 3, 4], "tgt_bbox": null, "desc": "x"}]',
        '[{"id": "a1", "from": "ref_image_٣", "src_bbox": [1, 2, 3, 4], "tgt_bbox": null, "desc": "x"}]',
        '[{"id": "a1", "from": null, "src_bbox": null, "tgt_bbox": [1, 2, 3, 4], "desc": "x"}]',
        "[" + ", ".join(f'{{"id": "a{n}", "bbox": [1, 2, 3, 4], "desc": "x"}}' for n in range(10_000)) + "]",
        '[{"' + "[" * 100_000,
    ],
)
def test_rows_that_are_not_as_documented_stay_in_the_prompt(rows: str) -> None:
    assert take_out(FLUX_3, {"prompt": f"a {rows}"}) == {"prompt": f"a {rows}"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a 0 0 300 300 a lighthouse", "a lighthouse in the upper left third"),
        ("a 700 700 1000 1000 a boat", "a boat in the lower right third"),
        ("a 400 400 600 600 a gull", "a gull in the centre"),
        ("a 0 400 300 600 the moon", "the moon in the upper third, centred"),
        ("a 400 0 700 300 a pier", "a pier in the left third, halfway down"),
        ("a 0 0 300 1000 a sky", "a sky across the full width at the top"),
        ("a 0 0 1000 250 a wall", "a wall over the full height on the left"),
        ("a 20 20 990 990 fog", "fog filling the whole picture"),
        ("a 100 100 250 250 a bird", "a bird small, in the upper left third"),
        ("a 100 100 800 850 a whale", "a whale large, in the centre"),
        ("red_lamp 0 0 300 300", "red lamp in the upper left third"),
        ("a keep 1 0 0 300 300 the mast", "keep the mast of image 1 as it is, in the upper left third"),
        (
            "a move 1 0 0 300 300 to 700 700 1000 1000 it",
            "move it from its place in the upper left third to a place in the lower right third",
        ),
        (
            "a move 2 0 0 300 300 to 700 700 1000 1000 it",
            "take it from its place in the upper left third of image 2 and put it in the lower right third",
        ),
        ("a remove 1 0 0 300 300 the crane", "remove the crane of image 1, in the upper left third"),
    ],
)
def test_other_models_get_prose(line: str, words: str) -> None:
    assert prompt_of(PRO, line) == f"a harbour at dusk. Composition: {words}."


def test_prose_follows_the_end_of_a_sentence() -> None:
    params = {
        "prompt": "A harbour! ",
        "boxes": "a 0 0 300 300 a lighthouse\nb 400 400 600 600 fog",
        "input_image": [KEY],
    }
    sent = compose(PRO, params)
    assert sent["prompt"] == "A harbour! Composition: add a lighthouse in the upper left third; add fog in the centre."
    assert take_out(PRO, sent) == sent


@pytest.mark.parametrize("boxes", ["", " \n", "a1 1 2", "a1 1 2 3 4\n" * 10_000])
def test_without_a_readable_box_the_prompt_stays(boxes: str) -> None:
    assert compose(FLUX_3, {"prompt": "a", "boxes": boxes}) == {"prompt": "a"}


def test_a_model_without_boxes_gets_its_params_unchanged() -> None:
    params = {"prompt": "a", "boxes": "a1 1 2 3 4"}
    assert compose(ONEMIN, params) == take_out(ONEMIN, params) == params


def test_the_documents_prompt_is_read_as_boxes() -> None:
    taken = take_out(FLUX_3, recorded_params(FLUX_3.id) | {"images": []})
    assert taken["boxes"] == "vase_1 541 599 947 932 A tall blue vase."
    assert taken["prompt"].endswith("<vase_1> on an oak table")
