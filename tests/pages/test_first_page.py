"""The first page of a visit stays connected to the window that opened it, which spares browsers a process."""

from tests.cast import FLEX, Person

OPENER = "Cross-Origin-Opener-Policy"


def test_all_pages_but_the_first_are_cut_off_from_the_window_that_opened_them(
    alice: Person, bob: Person, anonymous: Person
) -> None:
    assert anonymous.client.get("/")[OPENER] == "unsafe-none"
    for person in (alice, bob, anonymous):
        for address in ("/", f"/{FLEX}/", "/history/", "/account/login/"):
            assert person.client.get(address)[OPENER] == "same-origin", address


def test_a_first_page_other_than_the_studio_is_cut_off(anonymous: Person) -> None:
    assert anonymous.client.get("/account/login/")[OPENER] == "same-origin"
