"""The page that downloads many pictures, and the names of single downloads."""

from typing import Any
from uuid import uuid4

import pytest

from playground.accounts.models import Owner
from playground.generations.adopt import adopt
from playground.library.bulk.selection import MOST_SELECTED
from playground.pages.picture_urls import file_name, picture_url
from tests.cast import Person
from tests.library.export.unpacking import EVERYTHING, download


def names(page: Any) -> list[str]:
    return [item.text for item in page.by_id("names").all("li")]


def test_it_shows_the_names_of_real_pictures(bob: Person) -> None:
    for number in range(7):
        bob.make(seed=number)
    page = bob.see("export", q="")
    assert page.find("h1").text == "Download 7 pictures"
    assert len(names(page)) == 5
    assert "and 2 more" in page.by_id("names").text
    assert page.by_id("export_recipes").get("checked", "no") != "no"


def test_the_names_change_with_the_pattern(bob: Person) -> None:
    made = bob.make(seed=5)
    sent = {"ids": [str(made.id)], "pattern": "{model}_{seed}"}
    response = bob.post("export", htmx=True, **sent)
    assert "flux-2-flex_5.png" in response.text
    assert "<h1" not in response.text
    assert "flux-2-flex_5.png" in bob.post("export", **sent).text


def test_a_wrong_pattern_is_refused_with_the_near_miss(bob: Person) -> None:
    made = bob.make(seed=5)
    sent = {"ids": [str(made.id)], "pattern": "{sed}"}
    for address in ("export", "download_export"):
        response = bob.post(address, **sent)
        assert response.status_code == 422
        assert "{sed} is not a placeholder; did you mean seed?" in response.text
    assert "did you mean seed?" in bob.post("export", htmx=True, **sent).text


def test_a_selection_is_downloaded_and_nothing_else(bob: Person) -> None:
    rows = [bob.make(seed=number) for number in range(3)]
    page = bob.post("export", ids=[str(rows[0].id), str(rows[2].id)])
    assert "Download 2 pictures" in page.text
    files = download(bob, ids=[str(rows[0].id), str(rows[2].id)], pattern="{seed}")
    assert sorted(files) == ["0.png", "2.png"]


def test_all_that_match_a_search_are_downloaded(bob: Person) -> None:
    for number, prompt in enumerate(("a red fox", "a blue whale", "a red whale")):
        bob.make(prompt=prompt, seed=number)
    page = bob.see("export", q="whale")
    assert page.find("h1").text == "Download 2 pictures"
    assert "All that match whale" in page.text
    files = download(bob, everything="on", q="whale", pattern="{seed}")
    assert list(files) == ["2.png", "1.png"]
    files = download(bob, everything="on", q="whale", sort="oldest", pattern="{seed}")
    assert list(files) == ["1.png", "2.png"]


def test_it_says_what_of_a_search_is_not_understood(bob: Person) -> None:
    bob.make(prompt="a red fox")
    page = bob.see("export", q="fox rating:many")
    assert page.by_id("problems").text
    assert page.find("h1").text == "Download 1 picture"
    assert not bob.see("export", q="fox").all(id="problems")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"q": ""}, "No picture is selected. Select one or more."),
        ({"ids": ["x"]}, "The selection names something that is not a picture."),
        ({"everything": "on", "q": "x" * 1001}, "The search has 1,001 characters; the maximum is 1,000."),
    ],
)
def test_what_cannot_be_chosen_is_refused(bob: Person, sent: dict[str, Any], sentence: str) -> None:
    bob.make()
    assert bob.post("export", **sent).status_code == 302
    assert sentence in bob.see("history").text


def test_as_many_as_can_be_selected_are_taken(bob: Person) -> None:
    chosen = [str(bob.make().id), *(str(uuid4()) for _ in range(MOST_SELECTED - 1))]
    others = dict.fromkeys(("q", "back", "tag", "collection", "pattern", "recipes", "sheet", "table", "keep"), "")
    assert "Download 1 picture" in bob.post("export", id=chosen, **others).text
    assert bob.post("export", id=[*chosen, str(uuid4())], **others).status_code == 302
    assert "1,001 pictures are selected; the maximum is 1,000." in bob.see("history").text


def test_without_pictures_it_says_so(bob: Person, anonymous: Person) -> None:
    bob.ask()
    assert bob.get("export").status_code == 302
    assert "There is no picture to download." in bob.see("history").text
    assert anonymous.get("export").status_code == 302


def test_what_belongs_to_somebody_else_is_not_found(alice: Person, bob: Person) -> None:
    bob.make(seed=1)
    made = alice.make(seed=2)
    assert bob.post("download_export", ids=[str(made.id)], pattern="{seed}").status_code == 302
    assert list(download(bob, pattern="{seed}")) == ["1.png"]


def named(person: Person, address: str) -> str:
    return person.fetch(address).headers["Content-Disposition"]


def test_a_kept_pattern_names_single_downloads(bob: Person) -> None:
    made = bob.make(seed=5)
    picture = made.pictures.get()
    usual = file_name(picture)
    assert named(bob, f"{picture_url(picture)}?download") == f'attachment; filename="{usual}"'
    download(bob, pattern="{model}_{seed}")
    assert named(bob, f"{picture_url(picture)}?download") == f'attachment; filename="{usual}"'
    download(bob, **EVERYTHING, pattern="{model}_{seed}", keep="on")
    fetched = bob.fetch(f"{picture_url(picture)}?download")
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="flux-2-flex_5.png"'
    assert fetched.cache.startswith("private, no-cache")
    # Code on a page names the file, and must get it under that name.
    assert named(bob, f"{picture_url(picture)}?download=usual") == f'attachment; filename="{usual}"'
    assert "flux-2-flex_5.png" in str(bob.fetch(f"/generations/{made.id}/pictures.zip").content)
    assert bob.see("export").by_id("export_pattern")["value"] == "{model}_{seed}"


def test_an_empty_pattern_brings_the_usual_names_back(bob: Person) -> None:
    picture = bob.make(seed=5).pictures.get()
    download(bob, pattern="{seed}", keep="on")
    download(bob, pattern="", keep="on")
    assert named(bob, f"{picture_url(picture)}?download") == f'attachment; filename="{file_name(picture)}"'


def test_a_pattern_that_a_release_no_longer_knows_is_ignored(bob: Person) -> None:
    picture = bob.make().pictures.get()
    Owner.objects.filter(pk=bob.owner.pk).update(file_pattern="{gone}")
    assert file_name(picture) in named(bob, f"{picture_url(picture)}?download")
    assert bob.see("export", q="").by_id("export_pattern").get("value") == ""


def test_an_account_takes_over_the_pattern_of_its_guest(alice: Person, bob: Person) -> None:
    Owner.objects.filter(pk=bob.owner.pk).update(file_pattern="{seed}")
    account = alice.owner
    adopt(bob.owner, account)
    account.refresh_from_db()
    assert account.file_pattern == "{seed}"
