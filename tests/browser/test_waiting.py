"""While generations wait and run: the next one can be queued, each can be cancelled, a failure says what to do."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.studio import Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def identity(card: Locator) -> str:
    """Return the id of the generation that a card shows."""
    return card.get_attribute("data-generation") or ""


def start(studio: Studio, prompt: str) -> str:
    """Generate, and return the id of the new generation once its card is there."""
    before = studio.newest_frame_id()
    studio.generate(prompt)
    frame = studio.newest_frame_after(before)
    expect(frame).to_be_attached()
    return identity(frame)


def frame_of(studio: Studio, generation: str) -> Locator:
    return studio.page.locator(f'#frames [data-generation="{generation}"]')


def test_a_second_one_is_queued_while_the_first_runs_and_is_done_before_it(studio: Studio) -> None:
    slow = start(studio, "slow one [sketch:wait 3]")
    expect(studio.card(slow)).to_have_attribute("data-status", "running")
    quick = start(studio, "quick one")
    studio.finished(studio.card(quick))
    expect(frame_of(studio, slow)).to_have_attribute("data-status", "running")
    expect(frame_of(studio, slow)).to_have_attribute("data-status", "done")


def test_a_running_card_shows_how_long_it_has_taken(studio: Studio) -> None:
    studio.generate("tick tock [sketch:wait 2]")
    expect(studio.cards.locator("elapsed-time")).to_have_text("0:01")
    studio.finished(studio.cards)


def test_a_running_one_is_cancelled_and_can_be_tried_again(studio: Studio) -> None:
    studio.generate("a long way [sketch:wait 30]")
    expect(studio.cards).to_have_attribute("data-status", "running")
    studio.act(studio.cards, "Cancel")
    expect(studio.cards).to_have_attribute("data-status", "cancelled")
    expect(studio.frames).to_have_attribute("data-status", "cancelled")
    expect(studio.cards.get_by_role("button", name="Retry")).to_be_visible()
    expect(studio.cards.get_by_role("button", name="Cancel")).to_have_count(0)


def test_a_queued_one_is_cancelled_before_it_ever_runs(studio: Studio) -> None:
    # The worker has four threads, and one person gets three of them.
    studio.choose_variants(4).generate("all hands busy [sketch:wait 30]")
    expect(studio.page.locator("#stage [data-status=running]")).to_have_count(3)
    busy = [identity(card) for card in studio.cards.all()]
    studio.choose_variants(1)
    waiting = start(studio, "next in line")
    expect(studio.card(waiting)).to_have_attribute("data-status", "queued")
    studio.act(studio.card(waiting), "Cancel")
    expect(studio.card(waiting)).to_have_attribute("data-status", "cancelled")
    expect(frame_of(studio, waiting)).to_have_attribute("data-status", "cancelled")
    for generation in busy:
        frame_of(studio, generation).get_by_role("link").click()
        studio.act(studio.card(generation), "Cancel")
        expect(studio.card(generation)).to_have_attribute("data-status", "cancelled")


@pytest.mark.parametrize(
    ("trigger", "words"),
    [("[sketch:fail]", "take it out and try again"), ("[sketch:refuse]", "refused for its content")],
)
def test_a_failure_says_what_to_do_and_retry_makes_a_new_one(studio: Studio, trigger: str, words: str) -> None:
    failed = start(studio, f"trouble ahead {trigger}")
    expect(studio.card(failed)).to_have_attribute("data-status", "failed")
    expect(studio.card(failed)).to_contain_text(words)
    studio.act(studio.card(failed), "Retry")
    expect(studio.frames).to_have_count(2)
    expect(studio.cards.last).not_to_have_attribute("data-generation", failed)
    expect(studio.cards.last).to_have_attribute("data-status", "failed")
    expect(frame_of(studio, failed)).to_have_attribute("data-status", "failed")


def test_what_was_refused_is_drawn_where_the_safety_parameter_allows_it(studio: Studio) -> None:
    studio.generate("trouble behind [sketch:refuse]", safety_tolerance=6)
    studio.finished(studio.cards)


def test_a_closed_tab_finds_the_running_one_again(studio: Studio) -> None:
    studio.generate("left alone [sketch:wait 2]")
    expect(studio.cards).to_have_count(1)
    context = studio.page.context
    studio.page.close()
    again = Studio(context.new_page()).open()
    expect(again.cards).to_have_attribute("data-status", re.compile("running|done"))
    again.finished(again.cards)
