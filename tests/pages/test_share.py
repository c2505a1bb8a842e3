"""The public page behind a share link: readable by anybody, for as long as its owner wants."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from playground.accounts.models import Owner
from playground.generations.models import Generation, Share
from playground.imaging.containers import read_recipe
from tests.cast import EDIT, JOB, Person, make_file
from tests.markup import Element, parse


def share(generation: Generation, **facts: object) -> Share:
    return Share.objects.create(generation=generation, **facts)


def see(person: Person, link: Share) -> Element:
    return person.see("share", link.slug)


def metadata(page: Element) -> dict[str, str]:
    return {tag.get("property") or tag.get("name"): tag.get("content") for tag in page.all("meta")}


def test_anyone_sees_picture_prompt_parameters_and_code(bob: Person, anonymous: Person) -> None:
    made = bob.make(prompt="a red fox", steps=40)
    link = share(made)
    page = see(anonymous, link)
    main = page.by_id("main").text
    for words in ("a red fox", "steps", "40", str(made.seed), "FLUX.2 [flex]"):
        assert words in main
    picture = page.find("img", width="1024")
    got = anonymous.fetch(picture["src"])
    assert (got.status, got.content) == (200, made.pictures.get().read())
    for language in ("curl", "javascript", "python"):
        assert "black-forest-labs/flux-2-flex" in page.by_id(f"code-{language}").text


def test_labels_a_sketch(bob: Person, anonymous: Person) -> None:
    link = share(bob.make())
    assert "sketch" in see(anonymous, link).by_id("main").text
    Generation.objects.update(engine="remote")
    assert "sketch" not in see(anonymous, link).by_id("main").text


def test_a_visit_creates_neither_owner_nor_session(bob: Person, anonymous: Person) -> None:
    link = share(bob.make())
    owners = Owner.objects.count()
    response = anonymous.get("share", link.slug)
    assert response.status_code == 200
    assert "sessionid" not in response.cookies
    assert Owner.objects.count() == owners


def test_excludes_search_engines(bob: Person, anonymous: Person) -> None:
    response = anonymous.get("share", share(bob.make()).slug)
    assert response["X-Robots-Tag"] == "noindex"
    assert metadata(parse(response))["robots"] == "noindex"
    assert "no-cache" in response["Cache-Control"]


def test_other_sites_get_tags_and_a_jpeg(bob: Person, anonymous: Person) -> None:
    link = share(bob.make(prompt='a "red" fox & <friends>'))
    tags = metadata(see(anonymous, link))
    assert tags["og:title"] == tags["twitter:title"] == 'a "red" fox & <friends>'
    assert tags["twitter:card"] == "summary_large_image"
    assert tags["og:url"] == f"http://testserver/s/{link.slug}/"
    assert tags["og:image"] == tags["twitter:image"] == f"http://testserver/s/{link.slug}/card.jpg"
    for _ in range(2):
        response = anonymous.client.get(tags["og:image"])
        card = Image.open(BytesIO(response.content))
        assert (response["Content-Type"], card.format) == ("image/jpeg", "JPEG")
        assert card.size == (int(tags["og:image:width"]), int(tags["og:image:height"]))


def test_the_tags_use_the_public_url(bob: Person, anonymous: Person, settings: Any) -> None:
    settings.PUBLIC_URL = "https://play.example"
    link = share(bob.make())
    tags = metadata(see(anonymous, link))
    assert tags["og:url"] == f"https://play.example/s/{link.slug}/"
    assert tags["og:image"] == f"https://play.example/s/{link.slug}/card.jpg"


@pytest.mark.parametrize(("spec_id", "name"), [(EDIT, "imageUrl"), (JOB, "input_images")])
def test_an_input_is_a_placeholder_in_the_code(bob: Person, anonymous: Person, spec_id: str, name: str) -> None:
    asset = bob.upload(make_file(name="my-private-name.png"))
    params: dict[str, Any] = {name: [asset.key] if name == "input_images" else asset.key}
    link = share(bob.make(spec_id, **params))
    text = see(anonymous, link).raw_text
    assert "<your-image>" in text
    assert asset.key not in text
    assert "my-private-name" not in text


def test_shows_inputs_only_if_the_owner_chose_it(bob: Person, anonymous: Person) -> None:
    asset = bob.upload()
    made = bob.make(EDIT, imageUrl=asset.key)
    without, with_inputs = share(made), share(made, include_inputs=True)
    address = f"/s/{without.slug}/input-1.png"
    assert not see(anonymous, without).has("img", src=address)
    assert anonymous.fetch(address).status == 404
    shown = see(anonymous, with_inputs).find("img", src=f"/s/{with_inputs.slug}/input-1.png")
    assert anonymous.fetch(shown["src"]).content == asset.read()
    assert anonymous.fetch(f"/s/{with_inputs.slug}/input-2.png").status == 404


@pytest.mark.parametrize("ending", ["revoked", "expired", "deleted"])
def test_a_revoked_or_expired_link_stops_working(bob: Person, anonymous: Person, ending: str) -> None:
    made = bob.make(EDIT, imageUrl=bob.upload().key)
    link = share(made, include_inputs=True, expires=timezone.now() + timedelta(hours=1))
    addresses = [f"/s/{link.slug}/{name}" for name in ("", "picture-1.png", "input-1.png", "card.jpg")]
    assert [anonymous.fetch(address).status for address in addresses] == [200] * 4
    if ending == "revoked":
        link.revoke()
    elif ending == "expired":
        Share.objects.update(expires=timezone.now() - timedelta(seconds=1))
    else:
        made.delete_softly()
    assert [anonymous.fetch(address).status for address in addresses] == [404] * 4
    assert anonymous.client.post(f"/s/{link.slug}/open/").status_code == 404


def test_shared_files_are_revalidated_each_time(bob: Person, anonymous: Person) -> None:
    link = share(bob.make())
    got = anonymous.fetch(f"/s/{link.slug}/picture-1.png")
    assert got.cache == "public, no-cache, no-transform"
    assert anonymous.fetch(f"/s/{link.slug}/picture-1.png", etag=got.headers["ETag"]).status == 304
    link.revoke()
    assert anonymous.fetch(f"/s/{link.slug}/picture-1.png", etag=got.headers["ETag"]).status == 404


def test_pictures_that_do_not_exist_are_not_found(bob: Person, anonymous: Person) -> None:
    link = share(bob.make())
    for name in ("picture-0.png", "picture-2.png", "input-1.png"):
        assert anonymous.fetch(f"/s/{link.slug}/{name}").status == 404
    assert anonymous.fetch("/s/never-made/").status == 404
    assert anonymous.fetch("/s/never-made/card.jpg").status == 404


def test_slugs_cannot_be_guessed(bob: Person) -> None:
    made = bob.make()
    first, second = share(made), share(made)
    assert first.slug != second.slug
    assert len(first.slug) >= 22


def test_shows_a_generation_of_a_removed_model(bob: Person, anonymous: Person) -> None:
    link = share(bob.make(prompt="a red fox"))
    Generation.objects.update(spec_id="onemin/flux-1/generate")
    assert "a red fox" in see(anonymous, link).by_id("main").text


def test_the_page_accepts_only_get(bob: Person, anonymous: Person) -> None:
    link = share(bob.make())
    assert anonymous.client.post(f"/s/{link.slug}/").status_code == 405
    assert anonymous.client.get(f"/s/{link.slug}/open/").status_code == 405


def test_does_not_share_ignored_fields(bob: Person, anonymous: Person) -> None:
    made = bob.make()
    Generation.objects.filter(id=made.id).update(
        params=made.params | {"customerToken": "tok_4711"}, ignored=["customerToken"]
    )
    link = share(made)
    assert "tok_4711" in bob.see("generation", made.id).by_id("main").text
    page = anonymous.get("share", link.slug)
    assert page.status_code == 200
    assert "customerToken" not in page.content.decode()
    assert "tok_4711" not in page.content.decode()


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_a_shared_file_does_not_reveal_unshared_inputs(bob: Person, anonymous: Person, ending: str) -> None:
    made = bob.make(EDIT, imageUrl=bob.upload().key, output_format=ending)
    picture = made.pictures.get()
    own = read_recipe(picture.read())
    assert own is not None
    assert own["inputs"]
    address = f"/s/{share(made).slug}/picture-1.{ending}"
    got = anonymous.fetch(address)
    recipe = {name: value for name, value in own.items() if name != "inputs"}
    assert (got.status, read_recipe(got.content)) == (200, recipe)
    assert got.picture.tobytes() == Image.open(BytesIO(picture.read())).tobytes()
    assert anonymous.fetch(address, etag=got.headers["ETag"]).status == 304
    with_inputs = anonymous.fetch(f"/s/{share(made, include_inputs=True).slug}/picture-1.{ending}")
    assert with_inputs.content == picture.read()
    assert with_inputs.headers["ETag"] != got.headers["ETag"]
