"""What Generate costs: beside it, with how it is computed, and kept with each picture."""

from typing import Any

import pytest

from playground.accounts.models import Verdict
from playground.accounts.remote_keys import choose_source, save_key
from playground.generations.models import Generation, Worker
from tests.cast import FLEX, Person, make_file
from tests.markup import Element, parse

PRO = "bfl/flux-2-pro/generate"


@pytest.fixture
def payer(bob: Person) -> Person:
    """Return somebody with a key for two APIs."""
    for api in ("bfl", "onemin"):
        save_key(bob.owner, api, "a-key", Verdict.ACCEPTED)
    return bob


def facts(person: Person, spec_id: str = PRO, **data: Any) -> Element:
    """Ask as the script does."""
    form = {"prompt": "a", "paid_by": "own"} | data
    return parse(person.post("form_facts", *spec_id.split("/"), htmx=True, **form)).by_id("quote")


def amount(quote: Element) -> str:
    return quote.find("summary").text


def test_a_sketch_is_free(anonymous: Person) -> None:
    quote = anonymous.studio(PRO).by_id("quote")
    assert (quote.text, quote["title"]) == ("free", "Sketches cost nothing")
    assert facts(anonymous, paid_by="").text == "free"
    assert facts(anonymous, paid_by="sketch").text == "free"


def test_the_page_has_the_price_without_script(payer: Person) -> None:
    payer.post("save_draft", *PRO.split("/"), prompt="a", width="2048", height="1024", variants="2")
    page = payer.studio(PRO)
    assert amount(page.by_id("quote")) == "$0.09"
    assert page.by_id("engine").find(name="paid_by")["value"] == "own"


def test_it_follows_size_count_and_references(payer: Person) -> None:
    key = payer.upload(make_file(1500, 1000)).key
    assert amount(facts(payer)) == "$0.03"
    assert amount(facts(payer, width="1152", height="1024")) == "$0.045"
    assert amount(facts(payer, variants="4")) == "$0.12"
    assert amount(facts(payer, width="1024", height="1024", input_image=key)) == "$0.06"


def test_it_follows_the_engine(payer: Person) -> None:
    choose_source(payer.owner, "bfl", "sketch")
    assert payer.studio(PRO).by_id("quote").text == "free"
    choose_source(payer.owner, "bfl", "own")
    assert amount(payer.studio(PRO).by_id("quote")) == "$0.03"


def test_it_says_how_it_is_computed_and_since_when(payer: Person) -> None:
    shown = facts(payer, width="2048", height="1024", variants="2").text
    assert "2 × first megapixel of 2048 × 1024 $0.06" in shown
    assert "2 × 1 further megapixel $0.03" in shown
    assert "From docs.bfl.ai/quick_start/pricing, November 2026." in shown


def test_an_unknown_price_says_so(payer: Person) -> None:
    quote = facts(payer, FLEX)
    assert amount(quote) == "price unknown"
    assert "No public price is known for this model" in quote.text


def test_a_picture_that_was_deleted_makes_it_a_lower_bound(payer: Person) -> None:
    assert amount(facts(payer, input_image="images/gone.png")) == "at least $0.03"


def test_a_strange_form_has_a_price_too(payer: Person) -> None:
    for value in ("NaN", "-1", "9" * 400, "\0", "1e5", ""):
        assert facts(payer, width=value, height=value, variants=value, input_image=value)


def test_asking_makes_no_query(payer: Person, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        facts(payer)


def test_each_picture_keeps_its_quote(payer: Person) -> None:
    row = payer.ask(PRO, prompt="a", width=2048, height=1024)
    row.refresh_from_db()
    assert (row.quoted, row.charged) == (45_000, None)
    assert payer.ask(FLEX, prompt="a").quoted is None


def test_a_sketch_is_quoted_as_free(bob: Person) -> None:
    assert bob.ask(PRO, prompt="a").quoted == 0


def test_every_row_of_a_run_has_its_own_quote(payer: Person) -> None:
    payer.generate(PRO, prompt="a", variants="3")
    assert list(Generation.objects.values_list("quoted", flat=True)) == [30_000] * 3


def finish(row: Generation, cost: float | None, notes: dict[str, str]) -> Generation:
    """Let it be what the API has made."""
    Generation.objects.filter(id=row.id).update(engine="remote", key_source="own")
    worker = Worker.objects.create()
    assert row.claim(worker)
    assert row.finish(worker, notes, cost)
    row.refresh_from_db()
    return row


def shown(person: Person, row: Generation) -> tuple[str, dict[str, str]]:
    """Return what the caption and the page say of the price."""
    card = parse(person.get("stage", row.id, htmx=True))
    page = person.see("generation", row.id)
    answers = {entry["data-answer"]: entry.text for entry in page.all("dd", data_answer=True)}
    captions = [entry.text for entry in card.all("span", data_part="cost")]
    return "".join(captions), {name: answers[name] for name in ("quoted", "cost") if name in answers}


def test_beside_a_picture_is_what_was_quoted_and_charged(payer: Person) -> None:
    row = finish(payer.ask(PRO, prompt="a"), 2.4, {"cost": "2.4 credits"})
    assert shown(payer, row) == ("$0.024", {"quoted": "$0.03", "cost": "$0.024 (2.4 credits)"})


def test_an_api_that_reports_nothing_leaves_the_quote(payer: Person) -> None:
    assert shown(payer, finish(payer.ask(PRO, prompt="a"), None, {})) == ("quoted $0.03", {"quoted": "$0.03"})


def test_credits_of_unknown_worth_stay_credits(payer: Person) -> None:
    row = finish(payer.ask(FLEX, prompt="a"), 6, {"cost": "6 credits"})
    assert shown(payer, row) == ("6 credits", {"cost": "6 credits"})


def test_of_old_and_failed_pictures_nothing_is_said(payer: Person) -> None:
    old = finish(payer.ask(PRO, prompt="a"), None, {})
    Generation.objects.filter(id=old.id).update(quoted=None, version=9)
    assert shown(payer, old) == ("", {})
    row = payer.ask(PRO, prompt="a")
    Generation.objects.filter(id=row.id).update(status="failed", engine="remote", key_source="own", version=9)
    assert shown(payer, row)[0] == ""


@pytest.mark.parametrize(
    ("spec_id", "cost", "charged"),
    [
        # Credits of Black Forest Labs are worth a cent each.
        (PRO, 2.4, 24_000),
        # The worth of a credit of 1min.ai is not known.
        (FLEX, 2.4, None),
        (FLEX, 0, 0),
        ("openai/openrouter-flux-2-pro/generate", 0.0301, 30_100),
        ("openai/openrouter-flux-2-pro/generate", 1e12, None),
        (PRO, None, None),
    ],
)
def test_what_the_api_charged_is_kept_as_money_where_it_is_money(
    bob: Person, spec_id: str, cost: float | None, charged: int | None
) -> None:
    assert finish(bob.ask(spec_id, prompt="a"), cost, {}).charged == charged
