"""Alternatives in the prompt: seen before anything is sent, confirmed by Generate, made as one batch."""

from typing import Any

import pytest
from django.urls import reverse

from playground.catalog.loading import get_spec
from playground.configuration.environment import RemoteApi
from playground.generations.models import Generation
from playground.generations.submission.submit import Submission, submit
from tests.cast import EDIT, FLEX, HTMX, JOB, Person, work_off
from tests.markup import Element, parse
from tests.sweeps.conftest import PRO, priced

__all__ = ["priced"]

TWO = "a {red|blue} fox"
SIX = "a {red|blue} {fox|owl|hare}"


def look(person: Person, prompt: str, spec_id: str = FLEX, **data: Any) -> Element:
    """Return what the form shows while the prompt is written."""
    response = person.post("alternatives", *spec_id.split("/"), htmx=True, prompt=prompt, **data)
    assert response.status_code == 200
    return parse(response)


def confirm(page: Element) -> dict[str, Any]:
    """Return the fields that come with the list."""
    return {
        name: page.find(name=name)["value"] for name in ("expanded", "sample") if page.has(name=name, type="hidden")
    }


def prompts() -> list[str]:
    return [row.prompt for row in Generation.objects.order_by("variant")]


def generate(person: Person, prompt: str, spec_id: str = FLEX, **data: Any) -> Any:
    """Send the form after its list was seen."""
    return person.generate(spec_id, prompt=prompt, **confirm(look(person, prompt, spec_id, **data)), **data)


def listed(page: Element) -> list[str]:
    return [item.text for item in page.by_id("alternatives").all("li")]


def test_the_form_shows_what_they_make(bob: Person) -> None:
    page = look(bob, SIX)
    assert listed(page) == ["a red fox", "a red owl", "a red hare", "a blue fox", "a blue owl", "a blue hare"]
    assert [mark.text for mark in page.all("mark")][:2] == ["red", "fox"]
    assert "6 prompts · free" in " ".join(page.by_id("alternatives").text.split())
    assert page.by_id("generate-count").text.strip() == "6"
    assert Generation.objects.count() == 0


def test_a_prompt_without_alternatives_shows_nothing(bob: Person) -> None:
    for prompt in ("a red fox", '{"scene": "a {red|blue} fox"}', "a {fox"):
        page = look(bob, prompt)
        assert listed(page) == []
        assert page.by_id("generate-count").text.strip() == ""


def test_nothing_is_sent_before_they_were_seen(bob: Person) -> None:
    response = bob.generate(prompt=TWO)
    assert response.status_code == 422
    page = parse(response)
    assert "The alternatives make 2 prompts. Look at them below, then press “Generate 2”." in page.text
    assert "open" in page.by_id("alternatives").find("details").attributes
    assert Generation.objects.count() == 0
    assert bob.generate(prompt=TWO, **confirm(page)).status_code == 200
    assert prompts() == ["a red fox", "a blue fox"]


@pytest.mark.usefixtures("priced")
def test_the_whole_price_is_seen_before_anything_is_sent(bob: Person) -> None:
    page = parse(bob.generate(PRO, prompt=SIX))
    assert "The alternatives make 6 prompts for $0.18. Look at them below" in page.text
    assert "6 prompts · $0.18" in " ".join(page.by_id("alternatives").text.split())
    assert bob.generate(PRO, prompt=SIX, **confirm(page)).status_code == 200
    assert sum(row.quoted or 0 for row in Generation.objects.all()) == 180_000


@pytest.mark.usefixtures("priced")
def test_another_price_is_shown_again(bob: Person) -> None:
    # As sketches in this tab, which knows nothing of what was chosen in another one.
    free = confirm(look(bob, SIX, PRO))
    response = bob.generate(PRO, prompt=SIX, **free)
    assert response.status_code == 422
    assert "6 prompts for $0.18" in parse(response).text
    assert Generation.objects.count() == 0
    assert bob.generate(PRO, prompt=SIX, **confirm(look(bob, SIX, PRO, paid_by="server"))).status_code == 200
    assert Generation.objects.count() == 6


def test_an_unknown_price_is_said(bob: Person, settings: Any) -> None:
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("server-key", "", 16)}
    settings.SERVER_KEYS_FOR = "everyone"
    page = parse(bob.generate(prompt=TWO))
    assert "The alternatives make 2 prompts, whose price is unknown. Look at them below" in page.text
    assert "2 prompts · price unknown" in " ".join(page.by_id("alternatives").text.split())


def test_generate_makes_one_batch_with_one_seed(bob: Person) -> None:
    assert generate(bob, SIX, seed="7").status_code == 200
    rows = list(Generation.objects.order_by("variant"))
    assert [row.prompt for row in rows] == listed(look(bob, SIX))
    assert {(row.batch, row.seed) for row in rows} == {(rows[0].batch, 7)}
    assert [row.alternative for row in rows][:2] == ["red · fox", "red · owl"]


def test_each_prompt_gets_the_chosen_number_of_pictures(bob: Person) -> None:
    page = look(bob, TWO, variants="2")
    assert "4 pictures" in page.by_id("alternatives").text
    assert page.by_id("generate-count").text.strip() == "4"
    generate(bob, TWO, variants="2", seed="7")
    assert [(row.prompt, row.seed) for row in Generation.objects.order_by("variant")] == [
        ("a red fox", 7),
        ("a red fox", 8),
        ("a blue fox", 7),
        ("a blue fox", 8),
    ]


@pytest.mark.parametrize("change", [{"variants": "2"}, {"prompt": "a {red|green} fox"}, {"sample": "1.0"}])
def test_what_was_changed_since_is_shown_again(bob: Person, change: dict[str, Any]) -> None:
    seen = {"prompt": TWO, **confirm(look(bob, TWO))}
    assert bob.generate(**seen | change).status_code == 422
    assert Generation.objects.count() == 0


def test_a_double_click_makes_them_once(bob: Person) -> None:
    seen = confirm(look(bob, SIX))
    for _ in range(2):
        bob.generate(prompt=SIX, token="t1", **seen)
    assert Generation.objects.count() == 6


def test_a_sample_is_seen_and_made(bob: Person) -> None:
    page = look(bob, SIX)
    button = page.by_id("alternatives").find("button", name="sample")
    assert button.text == "Make a sample of 4"
    drawn = look(bob, SIX, sample=button["value"])
    assert len(listed(drawn)) == 4
    assert "4 of 6 prompts" in drawn.text
    others = look(bob, SIX, sample=drawn.find("button", name="sample")["value"])
    assert {*listed(drawn)} != {*listed(others)}
    bob.generate(prompt=SIX, **confirm(drawn))
    assert prompts() == listed(drawn)
    # The form keeps the sample, until all are asked for.
    assert bob.studio().by_id("generate-count").text.strip() == "4"
    assert len(listed(look(bob, SIX, sample=""))) == 6


def test_without_script_the_buttons_lead_back_to_the_form(bob: Person) -> None:
    response = bob.post("alternatives", *FLEX.split("/"), prompt=SIX, sample="4.0")
    assert response["Location"] == f"/{FLEX}/"
    page = bob.studio()
    assert len(listed(page)) == 4
    answer = bob.generate(htmx=False, prompt=SIX, **confirm(page))
    assert answer["Location"].startswith(f"/{FLEX}/?run=")
    assert len(parse(bob.client.get(answer["Location"])).by_id("stage").all(data_generation=True)) == 4


def test_too_many_are_refused_in_a_sentence_and_a_sample_is_offered(bob: Person) -> None:
    prompt = " ".join(["{1|2|3|4|5|6|7|8|9|10}"] * 12)
    said = "The alternatives make 1,000,000,000,000 prompts; one click makes at most 100 pictures."
    page = look(bob, prompt)
    assert said in page.text
    assert page.by_id("generate-count").text.strip() == ""
    assert bob.generate(prompt=prompt).status_code == 422
    assert "more than 1,000,000,000,000 prompts" in look(bob, prompt + "{a|b}").text
    drawn = look(bob, prompt, sample=page.find("button", name="sample")["value"])
    bob.generate(prompt=prompt, **confirm(drawn))
    assert Generation.objects.count() == 4


def test_the_limit_of_the_queue_holds_for_all_of_them(bob: Person, settings: Any) -> None:
    settings.MOST_QUEUED = 5
    assert "at most 5 pictures" in look(bob, SIX).text
    settings.MOST_QUEUED = 8
    bob.ask(variants=4)
    answer = parse(generate(bob, SIX))
    assert "You have 4 pictures waiting; the limit is 8." in answer.text
    assert Generation.objects.count() == 4


def test_each_prompt_is_checked_and_the_pattern_may_be_longer(bob: Person) -> None:
    prompt = get_spec(JOB).by_role("prompt")
    assert prompt is not None
    assert prompt.max_length is not None
    half = "x" * (prompt.max_length // 2 + 10)
    assert generate(bob, f"{{a {half}|b {half}}}", spec_id=JOB).status_code == 200
    answer = parse(generate(bob, f"{{short|{half} {half}}}", spec_id=JOB))
    assert f"the maximum is {prompt.max_length}" in answer.text.replace(",", "")
    assert "in prompt 2 of 2" in answer.text
    assert "in prompt 1 of 2" in parse(generate(bob, "{ |a fox}", spec_id=JOB)).text
    assert Generation.objects.count() == 2


@pytest.mark.parametrize("prompt", ["{a|b}" * 101, "{" + "|".join(map(str, range(1001))) + "}"])
def test_more_than_is_read_is_refused(bob: Person, prompt: str) -> None:
    assert "the maximum is" in look(bob, prompt).text
    assert bob.generate(prompt=prompt).status_code == 422


@pytest.mark.parametrize("sample", ["0", "-1", "999.99999", "x", "4.0.0", "٤", "100000"])
def test_a_strange_sample_is_all_of_them(bob: Person, sample: str) -> None:
    assert len(listed(look(bob, SIX, sample=sample))) == 6


def test_braces_can_be_written(bob: Person) -> None:
    for prompt, sent in ((r"a sign \{a|b\}", "a sign {a|b}"), ('{"scene": "x {a|b}"}',) * 2, ("a {fox",) * 2):
        assert bob.generate(prompt=prompt, token=sent).status_code == 200
        assert Generation.objects.latest("created").prompt == sent


def test_the_api_never_expands_and_the_prompt_comes_back_as_text(bob: Person) -> None:
    [row] = submit(Submission(bob.owner, get_spec(FLEX), {"prompt": TWO}))
    assert row.prompt == TWO
    bob.post("use_again", row.id)
    page = bob.studio()
    assert page.by_id("id_prompt").text.strip() == r"a \{red\|blue\} fox"
    bob.generate(prompt=page.by_id("id_prompt").text.strip())
    assert prompts() == [TWO, TWO]


def test_reroll_and_vary_make_the_prompt_of_the_picture(bob: Person) -> None:
    generate(bob, TWO)
    blue = Generation.objects.get(alternative="blue")
    bob.post("vary", blue.id, htmx=True)
    assert {row.prompt for row in Generation.objects.filter(relation="variation")} == {"a blue fox"}


def test_the_caption_has_the_words_that_differ(bob: Person) -> None:
    generate(bob, TWO)
    work_off()
    stage = bob.studio().by_id("stage")
    assert sorted(part.text for part in stage.all(data_part="alternative")) == ["blue", "red"]
    plain = bob.make()
    assert not bob.studio(show=str(plain.id)).by_id("stage").has(data_part="alternative")


def test_the_code_has_the_first_prompt_and_says_so(bob: Person) -> None:
    answer = bob.post("form_code", *FLEX.split("/"), prompt=SIX, language="python").text
    assert "The first of 6 prompts." in answer
    assert "a red fox" in answer
    assert "{red|blue}" not in answer


def test_the_sample_belongs_to_the_form(bob: Person) -> None:
    bob.post("alternatives", *FLEX.split("/"), prompt=SIX, sample="4.0")
    assert listed(bob.studio(EDIT)) == []


def test_several_models_make_each_prompt(bob: Person) -> None:
    parts, models = FLEX.split("/"), [FLEX, JOB]
    page = parse(bob.post("several_models", *parts, prompt=TWO, models=models))
    assert "2 prompts for each model: 4 pictures" in " ".join(page.by_id("several-prompts").text.split())
    url = f"{reverse('several_models', args=parts)}?generate"
    sent: dict[str, Any] = {"prompt": TWO, "models": models, "token": "t1"}
    assert bob.client.post(url, sent, headers=HTMX).status_code == 422
    assert Generation.objects.count() == 0
    bob.client.post(url, sent | {"expanded": page.find(name="expanded")["value"]}, headers=HTMX)
    assert sorted((row.spec_id, row.prompt, row.alternative) for row in Generation.objects.all()) == [
        (JOB, "a blue fox", "blue"),
        (JOB, "a red fox", "red"),
        (FLEX, "a blue fox", "blue"),
        (FLEX, "a red fox", "red"),
    ]
