"""Signing up, in and out, as a person does."""

from playwright.sync_api import Page, expect

PASSWORD = "a-long-enough-secret"


def sign_up(page: Page, email: str) -> None:
    """Make an account."""
    page.goto("/account/signup/")
    _send(page, email, "Create account")


def sign_in(page: Page, email: str) -> None:
    """Sign in to an account."""
    page.goto("/account/login/")
    _send(page, email, "Sign in")


def sign_out(page: Page, email: str) -> None:
    """Sign out by the menu in the header."""
    page.get_by_label(f"Account of {email}").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label(f"Account of {email}")).to_have_count(0)


def _send(page: Page, email: str, button: str) -> None:
    page.get_by_role("textbox", name="Email").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name=button).click()
    expect(page.get_by_label(f"Account of {email}")).to_be_visible()
