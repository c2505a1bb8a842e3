"""What holds for every page: strict headers, nothing inline, and errors that look like the rest."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from playground.generations.models import Share
from tests.cast import EDIT, FLEX, JOB, Person
from tests.markup import Element, parse

INLINE_EVENT = re.compile(r"^(hx-)?on[a-z:-]+$")


def addresses(person: Person) -> list[str]:
    """Return the addresses of pages with something to show: finished, waiting, failed, shared."""
    done = person.make(EDIT, imageUrl=person.upload().key)
    waiting, cancelled = person.ask(prompt="a waiting one"), person.ask()
    cancelled.cancel()
    link = Share.objects.create(generation=done, include_inputs=True)
    person.post("save_draft", *JOB.split("/"), prompt="a draft", input_images=person.upload().key)
    return [
        *(f"/{spec_id}/" for spec_id in (FLEX, EDIT, JOB)),
        f"/{FLEX}/?show={done.id}",
        "/history/",
        "/sketches/",
        "/reference/",
        "/paste/",
        *(f"/generations/{row.id}/" for row in (done, waiting, cancelled)),
        f"/s/{link.slug}/",
        "/account/login/",
        "/account/signup/",
        "/account/logout/",
        "/account/password/change/",
        "/account/password/reset/",
        "/account/keys/",
        "/nowhere/",
    ]


@pytest.fixture
def pages(alice: Person, anonymous: Person) -> list[tuple[str, Any]]:
    """Return every page as alice sees it and as a stranger sees it."""
    found = addresses(alice)
    page = {"Accept": "text/html"}
    return [(address, person.client.get(address, headers=page)) for person in (alice, anonymous) for address in found]


def test_no_script_or_style_is_inline(pages: list[tuple[str, Any]]) -> None:
    for address, response in pages:
        for element in parse(response).walk():
            assert "style" not in element, (address, element)
            assert element.tag != "style", address
            assert element.tag != "script" or (element.get("src") and not element.text), (address, element)
            assert not [name for name in element.attributes if INLINE_EVENT.match(name)], (address, element)
            assert not element.get("href").startswith("javascript:"), (address, element)


def test_all_resources_come_from_this_server(pages: list[tuple[str, Any]]) -> None:
    for address, response in pages:
        for element in parse(response).walk():
            source = element.get("src") or (element.get("href") if element.tag == "link" else "")
            local = source.startswith(("/", "http://testserver/", "card.jpg", "data:")) or not source
            assert local, (address, source)


def test_the_headers_are_strict(pages: list[tuple[str, Any]]) -> None:
    for address, response in pages:
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy, address
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert response["X-Content-Type-Options"] == "nosniff", address
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"


def test_ids_are_unique_and_references_exist(pages: list[tuple[str, Any]]) -> None:
    for address, response in pages:
        page = parse(response)
        ids = [element["id"] for element in page.all(id=True)]
        assert len(ids) == len(set(ids)), (address, sorted(id_ for id_ in ids if ids.count(id_) > 1))
        for element in page.walk():
            for name in ("aria-labelledby", "aria-describedby", "for", "form"):
                missing = [id_ for id_ in element.get(name).split() if id_ not in ids]
                assert not missing, (address, name, missing)


def test_every_picture_has_alt_text_and_a_size(pages: list[tuple[str, Any]]) -> None:
    for address, response in pages:
        for picture in parse(response).all("img"):
            assert "alt" in picture, address
            assert picture.get("width"), (address, picture)
            assert picture.get("height"), (address, picture)


def test_every_htmx_control_works_without_script(pages: list[tuple[str, Any]]) -> None:
    for address, response in pages:
        for element in parse(response).walk():
            if element.tag in ("a", "button") and ("hx-get" in element or "hx-post" in element):
                plain = element.get("href") or element.get("formaction") or element.get("form")
                assert plain or element.get("type") == "submit", (address, element.attributes)


def test_every_post_form_has_a_csrf_token(pages: list[tuple[str, Any]]) -> None:
    for address, response in pages:
        for form in parse(response).all("form", method="post"):
            assert form.has(name="csrfmiddlewaretoken"), (address, form.attributes)


def test_the_404_page_looks_like_the_others(anonymous: Person) -> None:
    response = anonymous.client.get("/nowhere/", headers={"Accept": "text/html,*/*"})
    assert response.status_code == 404
    assert parse(response).by_id("main").has("a", href="/")
    assert parse(response).by_id("main").find("h1").text


def test_a_missing_csrf_token_gets_a_plain_message() -> None:
    response = Client(enforce_csrf_checks=True).post(f"/{FLEX}/", {"prompt": "a"}, headers={"Accept": "text/html"})
    assert response.status_code == 403
    assert "reload" in parse(response).by_id("main").text


@pytest.mark.django_db
def test_the_500_page_says_that_the_server_failed(settings: Any) -> None:
    settings.ENGINE = None
    settings.TEMPLATES = broken(settings.TEMPLATES)
    response = Client(raise_request_exception=False).get("/sketches/")
    assert response.status_code == 500
    main: Element = parse(response).by_id("main")
    assert "this server" in main.text
    assert main.has("a", href="/")


def broken(templates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the templates' settings with a context processor that does not exist."""
    options = templates[0]["OPTIONS"] | {"context_processors": ["playground.pages.context.missing"]}
    return [templates[0] | {"OPTIONS": options}]


def test_another_host_is_refused(anonymous: Person) -> None:
    response = anonymous.client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert parse(response).by_id("main").has("a", href="/")


def test_the_page_on_sketches_lists_every_trigger(anonymous: Person) -> None:
    text = anonymous.see("about_sketches").text
    for trigger in ("[sketch:refuse]", "[sketch:fail]", "[sketch:wait 5]"):
        assert trigger in text


def test_the_page_on_sketches_states_the_longest_wait(anonymous: Person, settings: Any) -> None:
    settings.SKETCH_LONGEST_WAIT = 10
    assert "longest wait is 10;" in anonymous.see("about_sketches").text


def test_each_trigger_does_what_the_page_says(bob: Person, work: Callable[[], None], sketch: None) -> None:
    rows = {prompt: bob.ask(JOB, prompt=prompt, width=256, height=256, aspect_ratio="custom") for prompt in TRIGGERS}
    work()
    for prompt, status in TRIGGERS.items():
        rows[prompt].refresh_from_db()
        assert (rows[prompt].status, bool(rows[prompt].error)) == (status, status == "failed")


TRIGGERS = {"a fox": "done", "a fox [sketch:refuse]": "failed", "a fox [sketch:fail]": "failed"}
