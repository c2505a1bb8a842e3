"""Picture files of a page without a form become references of the form used last."""

from django.core.files.uploadedfile import SimpleUploadedFile

from playground.catalog.loading import get_spec
from playground.generations.models import Asset
from playground.pages.draft_values import load_draft
from tests.cast import EDIT, FLEX, JOB, Person, make_file


def pictures_of(person: Person, spec_id: str, field: str) -> list[str]:
    return list(load_draft(person.owner, get_spec(spec_id)).get(field, []))


def test_files_are_added_to_the_pictures_of_the_form(bob: Person) -> None:
    first = bob.upload()
    bob.post("save_draft", *JOB.split("/"), prompt="a boat", input_images=[first.key])
    assert "Use as reference with FLUX.2 dev on apiframe" in bob.see("offer_reference").text
    response = bob.post("refer_to_files", picture=[make_file(width=70), make_file(width=71)])
    assert response["Location"] == f"/{JOB}/#id_prompt"
    added = [asset.key for asset in Asset.objects.exclude(pk=first.pk).order_by("created")]
    assert pictures_of(bob, JOB, "input_images") == [first.key, *added]
    assert load_draft(bob.owner, get_spec(JOB))["prompt"] == ["a boat"]


def test_a_form_without_pictures_leads_to_that_which_edits(bob: Person) -> None:
    bob.post("save_draft", *FLEX.split("/"), prompt="a boat")
    response = bob.post("refer_to_files", picture=[make_file(width=70), make_file(width=71)])
    assert response["Location"] == f"/{EDIT}/#id_prompt"
    [kept] = Asset.objects.all()
    assert pictures_of(bob, EDIT, "imageUrl") == [kept.key]
    assert "FLUX.2 flex edit on 1min.ai takes 1 picture; the other files were left out." in bob.studio(EDIT).text
    # The form is full now, and keeps what it has.
    bob.post("refer_to_files", picture=make_file(width=72))
    assert pictures_of(bob, EDIT, "imageUrl") == [kept.key]
    assert "takes 1 picture and has 1. Remove one first." in bob.studio(EDIT).text


def test_a_file_that_is_no_picture_is_named(bob: Person) -> None:
    words = SimpleUploadedFile("notes.png", b"only words")
    assert bob.post("refer_to_files", picture=words)["Location"] == "/recall/"
    assert "notes.png: " in bob.see("recall").text
    assert bob.post("refer_to_files")["Location"] == "/recall/"
    assert not Asset.objects.exists()
