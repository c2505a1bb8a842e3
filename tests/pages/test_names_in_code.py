"""Code names the files that a person has on disk, and says where the others come from."""

import re
import shlex
from typing import Any

import pytest

from playground.generations.models import Asset, Share
from playground.generations.submission.copy_shared_inputs import copy_shared_inputs
from playground.imaging.names import shorten_file_name
from playground.pages.cards import Card
from playground.pages.picture_urls import file_name
from tests.cast import EDIT, JOB, Person, make_file
from tests.pages.test_form_code import shown_code


def upload(person: Person, name: str) -> Asset:
    """Upload a file as a browser does, which writes %22 for a quotation mark."""
    before = set(Asset.objects.values_list("id", flat=True))
    content = make_file().read()
    body = (
        b'--xx\r\nContent-Disposition: form-data; name="asset"; filename="%s"\r\nContent-Type: image/png\r\n\r\n%s'
        b"\r\n--xx--\r\n"
    ) % (name.replace('"', "%22").encode(), content)
    answer = person.client.post("/assets/", body, content_type="multipart/form-data; boundary=xx")
    assert answer.status_code == 200, answer.content
    return Asset.objects.exclude(id__in=before).get()


def code_for(person: Person, *images: Any, spec_id: str = JOB, **data: str) -> str:
    field = "imageUrl" if spec_id == EDIT else "input_images"
    keys = [image.key for image in images]
    return shown_code(person, spec_id, prompt="x", **{field: keys}, **data)


@pytest.mark.parametrize(
    "name",
    [
        "my cat.png",
        "IMG_0042.PNG",
        "Screenshot 2026-05-01 at 9.41.00\u202fAM.png",
        'the "best" & it\'s.png',
        "👩‍🚀 猫.png",
        "R&amp;D.png",
        " spaces .png",
        "café (1); $HOME `x`.png",
    ],
)
def test_an_upload_keeps_the_name_that_it_has_on_disk(bob: Person, name: str) -> None:
    image = upload(bob, name)
    assert image.name == name
    words = shlex.split(code_for(bob, image, spec_id=EDIT).replace("=$(upload ", " "))
    quoted = name.replace('"', '\\"')
    assert [word for word in words if word.rstrip(")") in (f"asset=@{name}", f'asset=@"{quoted}"')]
    assert "# " + name not in code_for(bob, image)


@pytest.mark.parametrize(("sent", "name"), [("../../etc/cat.png", "cat.png"), ("C:\\x\\cat.png", "cat.png")])
def test_a_name_with_folders_loses_them(bob: Person, sent: str, name: str) -> None:
    assert upload(bob, sent).name == name


def test_files_of_one_name_are_told_apart(bob: Person) -> None:
    images = [bob.upload(make_file(name=name)) for name in ("cat.png", "cat.png", "Cat.PNG", "archive.tar.png")]
    code = code_for(bob, *images, language="python")
    names = re.findall(r'upload\("([^"]+)"', code)
    assert names == ["cat.png", "cat-2.png", "Cat-3.PNG", "archive.tar.png"]


@pytest.mark.parametrize(("language", "mark"), [("curl", "#"), ("javascript", "//"), ("python", "#")])
def test_code_says_where_a_picture_of_the_history_comes_from(bob: Person, language: str, mark: str) -> None:
    picture = bob.make(prompt="summer fest").pictures.get()
    code = code_for(bob, picture, language=language)
    url = f"http://testserver/files/{picture.id}/picture.png?download=usual"
    assert f"{mark} {file_name(picture)} is from your history. Download it from {url}\n" in code
    # What is downloaded there has the name that the code reads.
    got = bob.fetch(url.removeprefix("http://testserver"))
    assert got.headers["Content-Disposition"] == f'attachment; filename="{file_name(picture)}"'
    assert code.count(file_name(picture)) >= 2


def test_a_shared_picture_is_not_taken_for_a_file_on_disk(bob: Person, alice: Person) -> None:
    edit = alice.make(EDIT, imageUrl=alice.upload(make_file(name="secret plan.png")).key)
    Share.objects.create(generation=edit, include_inputs=True)
    [image] = copy_shared_inputs(edit, bob.owner)
    code = code_for(bob, image, spec_id=EDIT)
    assert f"{file_name(image)} is a picture that was shared with you. Download it from http" in code
    assert "secret plan" not in code


def test_code_says_that_a_picture_was_deleted(bob: Person) -> None:
    code = shown_code(bob, JOB, prompt="x", input_images=["images/gone.png"])
    assert "# picture.png is a placeholder for a deleted picture." in code


def test_the_code_of_a_past_edit_names_the_upload(bob: Person) -> None:
    made = bob.make(EDIT, imageUrl=bob.upload(make_file(name="my cat.png")).key)
    code = bob.see("generation_code", made.id, language="python").by_id("snippet-text").raw_text
    assert 'upload("my cat.png", "image/png")' in code
    assert "Download" not in code


def test_the_cards_code_says_it_without_an_address(bob: Person, settings: Any) -> None:
    made = bob.make(EDIT, imageUrl=bob.make(prompt="summer fest").pictures.get().key)
    assert "is from your history. Download it first, from its page in the playground.\n" in Card(made).curl
    settings.PUBLIC_URL = "https://play.example.com"
    assert "Download it from https://play.example.com/files/" in Card(made).curl


def test_a_long_name_keeps_its_ending() -> None:
    assert shorten_file_name("x" * 300 + ".jpeg", 200) == "x" * 195 + ".jpeg"
    assert shorten_file_name("cat.png", 200) == "cat.png"
    assert len(shorten_file_name("x." + "y" * 300, 200)) == 200
