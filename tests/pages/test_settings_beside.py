"""The settings of any picture are read without changing the form."""

from playground.generations.models import Draft, Generation
from tests.cast import FLEX, Person


def test_a_page_lists_the_prompt_and_every_setting(bob: Person) -> None:
    made = bob.make(prompt="a red fox", seed=5, steps=20)
    page = bob.see("settings_beside", made.id)
    rows = {row["data-parameter"]: row for row in page.all("div", data_parameter=True)}
    assert rows["prompt"].find("span", class_="beside-value").text == "a red fox"
    assert rows["steps"].find("copy-button")["data-copy-text"] == "20"
    use = rows["steps"].find("button", type="submit")
    assert (use["form"], use["formaction"]) == ("use-value", f"/generations/{made.id}/use/steps/")
    assert page.by_id("use-value").tag == "form"


def test_beside_the_form_its_buttons_send_the_form(bob: Person) -> None:
    made = bob.make(seed=5)
    response = bob.get("settings_beside", made.id, htmx=True)
    assert "<html" not in response.text
    assert 'form="spec-form"' in response.text
    assert "use-value" not in response.text


def test_reading_changes_nothing(bob: Person) -> None:
    made = bob.make(seed=5)
    bob.post("save_draft", *FLEX.split("/"), prompt="my own")
    before = list(Draft.objects.values()), list(Generation.objects.values())
    bob.see("settings_beside", made.id)
    assert before == (list(Draft.objects.values()), list(Generation.objects.values()))


def test_one_value_is_put_into_the_form_without_script(bob: Person) -> None:
    made = bob.make(seed=5, steps=20)
    bob.post("save_draft", *FLEX.split("/"), prompt="my own", steps="40")
    bob.client.post(f"/generations/{made.id}/use/steps/")
    form = bob.studio().by_id("spec-form")
    assert form.find("textarea", name="prompt").text == "my own"
    assert form.find("input", name="steps")["value"] == "20"


def test_it_leads_to_the_settings_of_the_pictures_beside_it(bob: Person) -> None:
    older, made, newer = (bob.make(seed=number) for number in range(3))
    page = bob.see("settings_beside", made.id)
    assert page.find("a", aria_label="Older")["href"] == f"/generations/{older.id}/settings/"
    assert page.find("a", aria_label="Newer")["href"] == f"/generations/{newer.id}/settings/"
    assert bob.see("settings_beside", newer.id).all("a", aria_label="Newer") == []


def test_the_menu_of_a_card_opens_it_beside_the_form(bob: Person) -> None:
    made = bob.make()
    link = bob.studio(show=made.id).find("a", hx_target="#beside")
    assert link["href"] == link["hx-get"] == f"/generations/{made.id}/settings/"


def test_a_model_that_is_gone_leaves_its_values_readable(bob: Person) -> None:
    made = bob.make(seed=5)
    Generation.objects.filter(id=made.id).update(spec_id="onemin/gone/generate")
    page = bob.see("settings_beside", made.id)
    assert page.find("div", data_parameter="prompt").all("button", type="submit") == []


def test_only_the_owner_sees_it(alice: Person, charlie: Person) -> None:
    made = alice.make()
    assert charlie.get("settings_beside", made.id).status_code == 404
    made.delete_softly()
    assert alice.get("settings_beside", made.id).status_code == 404
