"""One prompt on several models: what each cannot take, one batch, and the limits that count them all."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from playground.accounts.models import Verdict
from playground.accounts.remote_keys import save_key
from playground.catalog.loading import get_spec, specs
from playground.generations.models import Generation
from playground.pages.forms import SpecForm
from playground.pages.several_choices import MOST_MODELS, list_choices
from tests.cast import DEV, EDIT, FLEX, Person, make_file
from tests.markup import Element, parse

BFL = "bfl/flux-2-pro/generate"
JOB = "apiframe/flux-2-flex/generate"


def ask(
    person: Person, *models: str, generate: bool = True, htmx: bool = True, spec_id: str = FLEX, **data: Any
) -> Any:
    """Send the form of a spec with these check marks."""
    address = reverse("several_models", args=spec_id.split("/")) + ("?generate" if generate else "")
    headers = {"HX-Request": "true"} if htmx else {}
    return person.client.post(address, {"prompt": "a red fox", "models": ["", *models]} | data, headers=headers)


def show(person: Person, *models: str, **data: Any) -> Element:
    response = ask(person, *models, generate=False, **data)
    assert response.status_code == 200
    return parse(response)


def test_generates_on_all_as_one_batch_with_one_seed(alice: Person) -> None:
    response = ask(alice, FLEX, BFL, JOB)
    assert response.status_code == 200
    rows = list(Generation.objects.order_by("variant"))
    assert [row.spec_id for row in rows] == [FLEX, JOB, BFL]
    assert [row.variant for row in rows] == [0, 1, 2]
    assert len({row.batch for row in rows}) == 1
    assert len({row.seed for row in rows}) == 1
    # The stage shows them together, each with its model.
    stage = parse(response)
    assert len(stage.all("article")) == 3
    for row in rows:
        assert row.spec is not None
        assert row.spec.title in stage.text


def test_settings_go_along_by_their_role(alice: Person) -> None:
    ask(alice, FLEX, DEV, steps="12", seed="7", aspect_ratio="16:9")
    flex, dev = Generation.objects.order_by("variant")
    assert (flex.params["steps"], flex.params["seed"]) == (12, 7)
    assert (dev.params["num_inference_steps"], dev.params["seed"]) == (12, 7)
    assert flex.params["aspect_ratio"] == dev.params["aspect_ratio"] == "16:9"


def test_what_does_not_fit_is_listed_for_each_checked_model(alice: Person) -> None:
    summary = show(alice, FLEX, BFL, steps="12").by_id("several-summary")
    assert "FLUX.2 pro on Black Forest Labs" in summary.text
    assert "flux-2-pro has no steps." in summary.text
    assert "Generate on 2 models" in summary.text
    assert "no steps" not in show(alice, FLEX, DEV, steps="12").by_id("several-summary").text


def test_every_model_of_every_api_can_be_checked(alice: Person) -> None:
    page = show(alice)
    shown = [box["value"] for box in page.all("input", type="checkbox")]
    assert {value.rsplit("/", 1)[0] for value in shown} == {f"{spec.dialect}/{spec.slug}" for spec in specs().values()}
    assert len(shown) == len(set(shown))


def test_the_model_is_checked_whichever_mode_its_form_has(alice: Person) -> None:
    page = show(alice, EDIT, spec_id=EDIT)
    assert [box["value"] for box in page.all("input", checked=True)] == [FLEX]
    assert page.by_id("generate-several").text == "Generate on 1 model"


def test_a_model_that_needs_a_picture_is_not_chosen(alice: Person) -> None:
    models = [get_spec(FLEX), get_spec("onemin/flux-2-max/edit")]
    form = SpecForm(models[0], alice.owner, {"prompt": ["a"]})
    [choices] = list_choices(form, alice.owner, models, [spec.id for spec in models]).values()
    assert [(choice.is_chosen, bool(choice.refusal)) for choice in choices] == [(True, False), (False, True)]


def test_it_says_what_makes_each_picture_and_what_it_costs(bob: Person) -> None:
    save_key(bob.owner, "bfl", "a-key", Verdict.ACCEPTED)
    save_key(bob.owner, "sdcpp", "", Verdict.ACCEPTED, address="http://127.0.0.1:9")

    def said(spec_id: str) -> str:
        return next(label.text for label in show(bob, FLEX).all("label") if label.has(value=spec_id))

    assert said("sdcpp/loaded-model/generate").endswith("Your server")
    assert said(BFL).endswith("With your key $0.03")
    assert "$" not in said("fal/flux-2-pro/generate")


def test_it_adds_up_what_all_of_them_cost(bob: Person) -> None:
    for api in ("bfl", "onemin"):
        save_key(bob.owner, api, "a-key", Verdict.ACCEPTED)
    max_ = "bfl/flux-2-max/generate"
    assert show(bob, BFL, max_).by_id("several-quote").text == "$0.10 for all"
    assert show(bob, BFL, max_, FLEX).by_id("several-quote").text == "At least $0.10 for all"
    assert not show(bob, JOB).has(id="several-quote")


def test_what_a_server_offers_is_read_once(bob: Person, django_assert_max_num_queries: Any) -> None:
    show(bob, FLEX)
    with CaptureQueriesContext(connection) as before:
        show(bob, FLEX)
    save_key(bob.owner, "openai", "", Verdict.ACCEPTED, address="http://127.0.0.1:9")
    # Whether there is a key, and what it offers.
    with django_assert_max_num_queries(len(before) + 2):
        show(bob, FLEX)


def test_at_first_the_model_of_the_form_is_checked(alice: Person) -> None:
    address = reverse("several_models", args=FLEX.split("/"))
    page = parse(alice.client.post(address, {"prompt": ""}, headers={"HX-Request": "true"}))
    assert [box["value"] for box in page.all("input", checked=True)] == [FLEX]


@pytest.mark.parametrize(
    "models", [[], [FLEX], [spec_id for spec_id in specs() if "/generate" in spec_id][: MOST_MODELS + 1]]
)
def test_too_few_and_too_many_are_refused(alice: Person, models: list[str]) -> None:
    response = ask(alice, *models)
    assert (response.status_code, response["HX-Retarget"]) == (422, "#several")
    assert f"Check 2 to {MOST_MODELS}." in parse(response).text
    assert not Generation.objects.exists()


def test_a_missing_prompt_is_said_and_nothing_is_made(alice: Person) -> None:
    response = ask(alice, FLEX, BFL, prompt=" ")
    assert response.status_code == 422
    assert "prompt" in parse(response).text
    assert not Generation.objects.exists()


def test_the_limit_counts_all_of_them_or_makes_none(alice: Person, settings: Any) -> None:
    settings.MOST_QUEUED = 4
    alice.ask(variants=2)
    response = ask(alice, FLEX, BFL, JOB)
    assert response.status_code == 422
    assert "the limit is 4" in parse(response).text
    assert Generation.objects.count() == 2


def test_a_double_click_makes_them_once(alice: Person) -> None:
    for _ in range(2):
        ask(alice, FLEX, BFL, token="once")
    assert Generation.objects.count() == 2
    # The same token for other models is another request.
    ask(alice, FLEX, JOB, token="once")
    assert Generation.objects.count() == 4


def test_a_picture_goes_to_those_that_take_it(alice: Person) -> None:
    asset = alice.upload(make_file(80, 40))
    page = show(alice, EDIT, spec_id=EDIT, imageUrl=asset.key)
    assert EDIT in [box["value"] for box in page.all("input", type="checkbox")]
    ask(alice, EDIT, BFL, spec_id=EDIT, imageUrl=asset.key)
    for row in Generation.objects.all():
        assert [entry.asset for entry in row.inputs.all()] == [asset]


def test_without_script_it_is_a_page_that_leads_to_the_run(alice: Person) -> None:
    page = parse(ask(alice, FLEX, BFL, generate=False, htmx=False, steps="12"))
    fields: dict[str, Any] = {
        field["name"]: field["value"] for field in page.all("input", type="hidden") if field["name"] != "models"
    }
    assert (fields["prompt"], fields["steps"]) == ("a red fox", "12")
    assert "FLUX.2 pro on Black Forest Labs" in page.text
    response = ask(alice, FLEX, BFL, htmx=False, **fields)
    assert response.status_code == 302
    shown = alice.client.get(response["Location"])
    assert len(parse(shown).by_id("stage").all("article")) == 2


def test_it_is_found_in_the_list_of_models(alice: Person) -> None:
    button = alice.studio().by_id("compare-models")
    assert button["formaction"] == reverse("several_models", args=FLEX.split("/"))
