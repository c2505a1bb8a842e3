"""From the address of one's own server to a picture that it made, in a browser."""

import json

import pytest
from playwright.sync_api import Page, expect

from playground.standins.sdcpp import SdcppStandin
from tests.browser.studio import Studio
from tests.browser.test_accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

SPEC = "sdcpp/loaded-model/generate"


def test_an_address_is_entered_tested_and_makes_a_picture(page: Page) -> None:
    with SdcppStandin(seconds=1.5) as server:
        studio = Studio(page).open()
        page.get_by_role("link", name="or my server").click()
        section = page.locator("#sdcpp")
        section.get_by_label("Address").fill("http://127.0.0.1:1")
        section.get_by_role("button", name="Save and test").click()
        expect(section.locator("[data-verdict]")).to_have_text("Saved, not tested yet")
        section.get_by_label("Address").fill(server.address)
        section.get_by_role("button", name="Save and test").click()
        expect(section.locator("[data-verdict]")).to_have_text("Accepted")
        expect(section).to_contain_text("It has loaded flux-2-klein-4b-Q4_0")
        assert_accessible(page)
        # As axe leaves it, the page is as narrow as a telephone.
        page.set_viewport_size({"width": 1440, "height": 900})
        studio.open(SPEC)
        expect(page.locator("#engine [aria-current]")).to_have_text("Your server")
        expect(page.locator("#id_sample_steps")).to_have_value("4")
        studio.unfold()
        files, reset = studio.field("lora").locator("select"), studio.field("lora").locator("[data-reset]")
        files.first.select_option("grain.safetensors")
        files.nth(1).select_option("looks/Ink wash.safetensors")
        page.get_by_label("Strength of LoRA 2").fill("0.8")
        reset.click()
        expect(files.nth(1)).to_have_value("")
        expect(reset).to_be_hidden()
        files.first.select_option("looks/Ink wash.safetensors")
        expect(reset).to_be_visible()
        studio.generate("a fox made at home")
        expect(studio.cards).to_have_attribute("data-status", "running")
        studio.finished(studio.cards)
        expect(studio.cards).to_contain_text("Loaded model via stable-diffusion.cpp")
        sent = json.loads(server.steps("submit")[0].request.body)
        assert_accessible(page)
        assert sent["lora"] == [{"path": "looks/Ink wash.safetensors"}]
        assert (server.paid, server.violations) == (1, [])
