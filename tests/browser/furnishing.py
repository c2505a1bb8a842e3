"""A person with an account who has made a few things, for tests that look at full pages."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.accounts import sign_up
from tests.browser.server import Server
from tests.browser.studio import EDIT, FLEX, JOB, Studio, file

# More than the history page shows at once.
MANY = 60


@dataclass(frozen=True)
class Furnished:
    """The person's cookies, and the addresses of what they made."""

    cookies: Any
    done: str
    failed: str
    edited: str
    shared: str

    @property
    def addresses(self) -> dict[str, str]:
        """Pages of this person, by what they show."""
        return {
            "studio with a result": f"/{FLEX}/?show={self.done}",
            "studio with a failure": f"/{FLEX}/?show={self.failed}",
            "edit with its picture": f"/{EDIT}/",
            "references": f"/{JOB}/",
            "history, full": "/history/",
            "generation": f"/generations/{self.done}/",
            "generation of an edit": f"/generations/{self.edited}/",
            "generation that failed": f"/generations/{self.failed}/",
            "keys": "/account/keys/",
        }


# Pages of a first visit, by what they show.
BARE = {
    "studio, empty": f"/{FLEX}/",
    "edit, empty": f"/{EDIT}/",
    "references, empty": f"/{JOB}/",
    "history, empty": "/history/",
    "sketches": "/sketches/",
    "recall": "/recall/",
    "find": "/find/?q=flux",
    "keys of all pages": "/shortcuts/",
    "notices": "/notices/",
    "sign in": "/account/login/",
    "sign up": "/account/signup/",
    "nothing here": "/no/such/page/",
}


def furnish(browser: Browser, server: Server) -> Furnished:
    """Sign somebody up, fill their history, and make what the pages show."""
    context = browser.new_context(base_url=server.address, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    sign_up(page, "furnished@example.com")
    server.manage("fill_history", str(MANY), "--email", "furnished@example.com")
    studio = Studio(page).open(FLEX)
    failed = _generate(studio, "a storm [sketch:fail]", "failed")
    done = _generate(studio, "a calm sea at dawn", "done")
    shared = share(page, done)
    studio.open(JOB).add_pictures(file("first.png"), file("second.png", colour="#7a3b2e"))
    _keep(studio, "both pictures on one table")
    studio.open(EDIT).add_pictures(file())
    edited = _generate(studio, "make it a watercolour", "done")
    cookies = context.storage_state()
    context.close()
    return Furnished(cookies, done, failed, edited, shared)


def _generate(studio: Studio, prompt: str, status: str) -> str:
    studio.generate(prompt)
    expect(studio.cards.get_by_text(prompt).first).to_be_attached()
    expect(studio.cards).to_have_attribute("data-status", status)
    return studio.cards.get_attribute("data-generation") or ""


def _keep(studio: Studio, prompt: str) -> None:
    with studio.page.expect_response("**/draft/"):
        studio.prompt.fill(prompt)


def share(page: Page, generation: str) -> str:
    """Make a public link to a generation on its page, and return its path."""
    page.goto(f"/generations/{generation}/")
    page.get_by_role("button", name="Make a public link").click()
    link = page.locator("#share-url")
    expect(link).to_be_visible()
    return link.get_attribute("href") or ""
