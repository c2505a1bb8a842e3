"""The boxes of a form: a text without script, kept with the draft, and brought back by recipes, links and code."""

from typing import Any

from playground.catalog.loading import get_spec
from playground.generations.models import Share
from playground.pages.draft_values import load_draft
from tests.cast import FLEX, Person, make_file
from tests.markup import parse
from tests.pages.test_form_code import shown_code
from tests.pages.test_switch_spec import notices, switch

FLUX_3 = "bfl/flux-3-image/generate"
PRO = "bfl/flux-2-pro/generate"
BOXES = 'lamp_1 100 200 500 600 a "brass" lamp\nsky_1 0 0 400 1000'
CODE = """curl https://api.bfl.ai/v1/flux-3-image -H "x-key: $KEY" -d '{"prompt": "a room [{\\"id\\": \\"lamp_1\\", \
\\"bbox\\": [100, 200, 500, 600], \\"desc\\": \\"a lamp\\"}]", "resolution": "2k"}'"""


def boxes_in(answer: Any) -> str:
    return str(parse(answer).by_id("spec-form").fields()["boxes"][0])


def test_without_script_the_boxes_are_a_text(bob: Person) -> None:
    field = bob.studio(FLUX_3).by_id("spec-form").find(data_field="boxes")
    assert field.find("textarea", name="boxes")["placeholder"] == "lamp_1 100 200 500 600 a brass lamp"
    # The canvas is shown by its script, which is loaded when somebody opens it.
    assert "hidden" in field.find("div", data_canvas_room=True)
    assert not bob.studio(FLEX).by_id("spec-form").has(data_field="boxes")


def test_the_draft_keeps_them(bob: Person) -> None:
    bob.post("save_draft", *FLUX_3.split("/"), prompt="a room", boxes=BOXES)
    assert load_draft(bob.owner, get_spec(FLUX_3))["boxes"] == [BOXES]
    assert bob.studio(FLUX_3).by_id("spec-form").fields()["boxes"] == [BOXES]


def test_a_picture_brings_them_back(bob: Person, anonymous: Person) -> None:
    made = bob.make(FLUX_3, prompt="a room", boxes=BOXES)
    assert (made.prompt, made.params["boxes"]) == ("a room", BOXES)
    assert boxes_in(bob.post("use_again", made.id, htmx=True)) == BOXES
    link = Share.objects.create(generation=made)
    assert boxes_in(anonymous.post("open_share", link.slug, htmx=True)) == BOXES


def test_the_code_has_them_in_the_prompt(bob: Person) -> None:
    code = shown_code(bob, FLUX_3, prompt="a room", boxes=BOXES)
    assert '"bbox": [100, 200, 500, 600]' in code.replace('\\"', '"')
    assert '"boxes"' not in code
    prose = shown_code(bob, PRO, prompt="a room", boxes=BOXES)
    assert 'a room. Composition: a \\"brass\\" lamp in the' in prose
    # While a line is being typed, the rest of the request is shown.
    assert "a room" in shown_code(bob, FLUX_3, prompt="a room", boxes="lamp_1 100")


def test_another_model_keeps_them_or_says_that_it_cannot(bob: Person) -> None:
    assert switch(bob, FLUX_3, PRO, prompt="a room", boxes=BOXES).by_id("spec-form").fields()["boxes"] == [BOXES]
    assert "flux-2-flex has no boxes." in notices(switch(bob, FLUX_3, FLEX, prompt="a room", boxes=BOXES))


def test_rows_of_pasted_code_become_boxes(bob: Person) -> None:
    text = parse(bob.post("paste", code=CODE)).by_id("main").text
    assert "lamp_1 100 200 500 600 a lamp" in " ".join(text.split())


def test_a_line_that_is_no_box_is_refused_at_the_field(bob: Person) -> None:
    data = {"prompt": "a room", "token": "t1", "boxes": "lamp_1 keep 2 100 200 500 600"}
    response = bob.post("studio", *FLUX_3.split("/"), htmx=True, **data, images=[bob.upload(make_file(300, 300)).key])
    assert response.status_code == 422
    field = parse(response).find(data_field="boxes")
    assert "lamp_1 is in picture 2, but there is 1 in images." in field.text
    assert field.find("textarea")["aria-invalid"] == "true"
