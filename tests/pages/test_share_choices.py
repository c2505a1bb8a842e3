"""What the owner of a link chooses to show: a title, and only the picture or everything."""

from io import BytesIO
from pathlib import PurePosixPath

import pytest
from PIL import Image

from playground.generations.models import Generation, Share
from playground.imaging.containers import read_recipe
from tests.cast import EDIT, Person
from tests.markup import Element, parse

PROMPT = "a-secret-prompt of a fox"


def reported(made: Generation) -> list[str]:
    """Return what a page that shows only the picture may not say."""
    return [PROMPT, "a-secret-prompt", "guidance", "aspect_ratio", "flux-2", "FLUX.2 [", "1min", str(made.seed)]


@pytest.fixture
def made(bob: Person) -> Generation:
    return bob.make(EDIT, prompt=PROMPT, seed=918273, imageUrl=bob.upload().key)


def see(person: Person, link: Share) -> Element:
    return person.see("share", link.slug)


def test_a_title_is_the_heading_and_the_preview(made: Generation, anonymous: Person) -> None:
    link = Share.objects.create(generation=made, title="Autumn campaign")
    page = see(anonymous, link)
    assert page.find("h1").text == "Autumn campaign"
    assert PROMPT in page.by_id("main").text
    assert page.find("meta", property="og:title")["content"] == "Autumn campaign"
    assert page.find("a", download=True)["download"] == "autumn-campaign.png"


@pytest.mark.parametrize("title", ["", "Autumn campaign"])
def test_picture_only_tells_nothing_else_anywhere(made: Generation, anonymous: Person, title: str) -> None:
    link = Share.objects.create(generation=made, title=title, picture_only=True, include_inputs=True)
    response = anonymous.get("share", link.slug)
    text = f"{response.headers}{response.content.decode()}"
    assert [words for words in reported(made) if words in text] == []
    page = parse(response)
    assert page.find("h1").text == (title or "Shared picture")
    assert not page.has("form")
    assert "sketch" in page.by_id("main").text
    download = page.find("a", download=True)
    name = f"{'autumn-campaign' if title else 'picture'}.png"
    assert download["download"] == name
    got = anonymous.fetch(download["href"])
    assert (got.status, got.headers["Content-Disposition"]) == (200, f'inline; filename="{name}"')


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_the_file_of_picture_only_holds_no_recipe(bob: Person, anonymous: Person, ending: str) -> None:
    made = bob.make(prompt=PROMPT, output_format=ending)
    own = made.pictures.get().read()
    assert read_recipe(own)
    link = Share.objects.create(generation=made, picture_only=True)
    address = f"/s/{link.slug}/picture-1.{ending}"
    got = anonymous.fetch(address)
    assert read_recipe(got.content) is None
    assert b"a-secret-prompt" not in got.content
    assert b"recipe" not in got.content
    assert got.picture.tobytes() == Image.open(BytesIO(own)).tobytes()
    assert anonymous.fetch(address, etag=got.headers["ETag"]).status == 304
    # The whole file is another one, which a cache must not mix up with it.
    link.choose(include_inputs=False, picture_only=False)
    assert anonymous.fetch(address, etag=got.headers["ETag"]).content == own


def test_picture_only_shares_neither_inputs_nor_recipe(made: Generation, anonymous: Person) -> None:
    link = Share.objects.create(generation=made, picture_only=True, include_inputs=True)
    assert anonymous.fetch(f"/s/{link.slug}/input-1.png").status == 404
    assert anonymous.post("open_share", link.slug).status_code == 404
    assert PROMPT not in anonymous.get("studio", "onemin", "flux-2-flex", "edit", shared=link.slug).content.decode()


def test_the_owner_chooses_in_the_box_and_keeps_the_address(bob: Person) -> None:
    made = bob.make()
    bob.post("create_share", made.id, htmx=True)
    before = Share.objects.get()
    answer = parse(bob.post("create_share", made.id, htmx=True, title=" Autumn ", picture_only="on"))
    after = Share.objects.get()
    assert (after.slug, after.title, after.picture_only) == (before.slug, "Autumn", True)
    assert answer.control("title")["value"] == "Autumn"
    assert "checked" in answer.control("picture_only")
    # A button that only makes the link does not send these fields.
    bob.post("create_share", made.id, htmx=True)
    assert Share.objects.get().title == "Autumn"


def test_a_title_that_is_too_long_is_refused(bob: Person) -> None:
    made = bob.make()
    response = bob.post("create_share", made.id, htmx=True, title="x" * 121)
    assert response.status_code == 422
    assert (response["HX-Retarget"], response["HX-Reselect"]) == ("#share", "#share")
    assert "120" in parse(response).by_id("share").text
    assert not Share.objects.exists()


def test_a_withdrawn_link_says_so_and_an_unknown_one_does_not(made: Generation, anonymous: Person) -> None:
    link = Share.objects.create(generation=made)
    link.revoke()
    response = anonymous.client.get(link.get_absolute_url(), headers={"Accept": "text/html"})
    assert (response.status_code, response["X-Robots-Tag"]) == (404, "noindex")
    page = parse(response)
    assert page.find("h1").text == "The owner withdrew this link"
    assert PROMPT not in page.raw_text
    unknown = anonymous.client.get("/s/never-made/", headers={"Accept": "text/html"})
    assert unknown.status_code == 404
    assert "withdrew" not in unknown.content.decode()


def test_strangers_get_no_menu_of_the_site(made: Generation, anonymous: Person) -> None:
    page = see(anonymous, Share.objects.create(generation=made))
    assert not page.has("nav", aria_label="Pages")
    assert not page.has("a", href="/history/")
    assert page.has("a", href="/")


def test_the_shared_picture_stays_on_the_stage(bob: Person, anonymous: Person) -> None:
    link = Share.objects.create(generation=bob.make(prompt="a shared fox"))
    response = anonymous.post("open_share", link.slug)
    stage = parse(anonymous.client.get(response["Location"])).by_id("stage")
    picture = stage.find("img")
    assert picture["alt"] == "a shared fox"
    assert anonymous.fetch(picture["src"]).status == 200
    assert PurePosixPath(picture["src"]).parent == PurePosixPath(link.get_absolute_url())
    link.revoke()
    assert not parse(anonymous.client.get(response["Location"])).by_id("stage").has("img", src=picture["src"])
