"""Pictures that come with the form itself, as they do without script."""

from django.core.files.uploadedfile import SimpleUploadedFile

from playground.generations.models import Asset, Generation
from tests.cast import EDIT, JOB, Person, make_file
from tests.markup import parse


def test_a_file_in_the_form_becomes_the_picture_to_edit(bob: Person) -> None:
    response = bob.generate(EDIT, htmx=False, imageUrl__file=make_file(80, 60))
    row = Generation.objects.get()
    asset = Asset.objects.get()
    assert response.status_code == 302
    assert (asset.owner, asset.name, str(asset.size)) == (bob.owner, "cat.png", "80 × 60")
    assert row.params["imageUrl"] == asset.key
    assert row.inputs.get().asset == asset


def test_a_new_file_replaces_the_chosen_picture(bob: Person) -> None:
    before = bob.upload()
    bob.generate(EDIT, htmx=False, imageUrl=before.key, imageUrl__file=make_file(80, 60))
    assert Generation.objects.get().params["imageUrl"] == Asset.objects.exclude(id=before.id).get().key


def test_files_are_added_to_the_references(bob: Person) -> None:
    before = bob.upload()
    bob.generate(JOB, htmx=False, input_images=before.key, input_images__file=[make_file(70), make_file(71)])
    keys = Generation.objects.get().params["input_images"]
    assert keys[0] == before.key
    assert [Asset.objects.get(key=key).width for key in keys] == [64, 70, 71]


def test_refuses_a_file_that_is_not_a_picture_at_its_field(bob: Person) -> None:
    lie = SimpleUploadedFile("cat.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png")
    response = bob.generate(EDIT, htmx=False, prompt="keep me", imageUrl__file=lie)
    assert response.status_code == 422
    page = parse(response)
    assert page.field_error("imageUrl")
    assert page.by_id("spec-form").fields()["prompt"] == ["keep me"]
    assert not Asset.objects.exists()


def test_keeps_a_file_when_another_field_is_refused(bob: Person) -> None:
    response = bob.generate(EDIT, htmx=False, prompt="", imageUrl__file=make_file())
    assert response.status_code == 422
    asset = Asset.objects.get()
    fields = parse(response).by_id("spec-form").fields()
    assert fields["imageUrl"] == [asset.key]
    assert bob.generate(EDIT, htmx=False, **fields | {"prompt": ["now"]}).status_code == 302
    assert Generation.objects.get().inputs.get().asset == asset


def test_a_picture_can_be_removed_without_script(bob: Person) -> None:
    asset = bob.upload()
    bob.post("save_draft", *JOB.split("/"), input_images=asset.key)
    box = parse(bob.get("studio", *JOB.split("/"))).by_id("spec-form").control("input_images")
    assert (box["type"], box["value"]) == ("checkbox", asset.key)
    bob.generate(JOB, htmx=False)
    assert "input_images" not in Generation.objects.get().params
