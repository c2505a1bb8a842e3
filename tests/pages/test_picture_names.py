"""File names of pictures: readable, unique, and the same in the download, in code and on the page."""

import re

from playground.generations.models import Generation
from playground.pages.picture_urls import file_name
from tests.cast import DEV, EDIT, FLEX, JOB, Person, make_file
from tests.pages.test_form_code import shown_code


def name_of(made: Generation) -> str:
    return file_name(made.pictures.get())


def test_a_name_has_prompt_shape_guidance_and_seed(bob: Person) -> None:
    made = bob.make(FLEX, prompt="Slow pour festival", aspect_ratio="9:16", guidance=2.5, seed=1203)
    assert re.fullmatch(r"slow-pour-festival-9x16-g2\.5-s1203-[0-9a-z]{5}\.png", name_of(made))


def test_a_model_without_guidance_or_ratio_leaves_them_out(bob: Person) -> None:
    made = bob.make(JOB, prompt="Poster", aspect_ratio="custom", width=256, height=512, seed=7)
    assert re.fullmatch(r"poster-256x512-s7-[0-9a-z]{5}\.png", name_of(made))


def test_an_edit_in_the_shape_of_its_input_has_its_size(bob: Person) -> None:
    made = bob.make(EDIT, prompt="Night", imageUrl=bob.upload(make_file(512, 256)).key, seed=7)
    assert re.fullmatch(r"night-\d+x\d+-g3-s7-[0-9a-z]{5}\.png", name_of(made))


def test_a_model_that_is_gone_changes_no_name(bob: Person) -> None:
    made = bob.make(DEV, aspect_ratio="16:9", guidance=3.5)
    before = name_of(made)
    Generation.objects.update(spec_id="onemin/flux-1/generate")
    assert name_of(Generation.objects.get()) == before


def test_equal_requests_give_different_names(bob: Person) -> None:
    names = {name_of(bob.make(prompt="the same", seed=5)) for _ in range(3)}
    assert len(names) == 3


def test_code_names_each_file_once_and_like_its_download(bob: Person) -> None:
    made = [bob.make(prompt="the same", seed=5) for _ in range(2)]
    keys = [row.pictures.get().key for row in made]
    code = shown_code(bob, JOB, prompt="x", input_images=keys)
    names = re.findall(r"@([\w.-]+\.png)", code)
    expected = [file_name(row.pictures.get()) for row in made]
    assert names == expected
    assert len(set(expected)) == 2


def test_pictures_that_are_gone_have_different_names_too(bob: Person) -> None:
    code = bob.post("form_code", *JOB.split("/"), prompt="x", input_images=["images/a.png", "images/b.png"])
    assert set(re.findall(r"[\w.-]+\.png", code.content.decode())) == {"picture.png", "picture-2.png"}
