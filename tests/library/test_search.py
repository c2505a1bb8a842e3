"""What a search finds, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from playground.accounts.models import Owner
from playground.generations.models import Generation, Share
from playground.library.models import Collection, CollectionItem, Entry, Tag, Tagging
from playground.library.search.days import pin_days
from playground.library.search.finding import search
from playground.library.search.language import parse
from playground.library.tags import ensure_tags
from tests.cast import Person

FLEX = "onemin/flux-2-flex/generate"
NOW = timezone.now().replace(year=2026, month=6, day=15)


def make(owner: Owner, prompt: str = "a red fox", days: int = 0, **values: Any) -> Generation:
    params = {"prompt": prompt} | values.pop("params", {})
    made = {"owner": owner, "spec_id": FLEX, "params": params, "width": 1024, "height": 768, "engine": "sketch"}
    made |= {"status": "done", "resolved": params | {"seed": 1}, "created": NOW - timedelta(days=days)}
    return Generation.objects.create(**(made | values))


def mark(made: Generation, **marks: Any) -> None:
    Entry.objects.filter(generation=made).update(**marks)


def tag(made: Generation, name: str) -> Tag:
    [found] = ensure_tags(made.owner, [name])
    Tagging.objects.create(tag=found, entry=made.entry)
    return found


def ids(owner: Owner, text: str, sort: str = "newest") -> list[UUID]:
    """Return what is found, by page and by statement, which must agree."""
    found = search(owner, text, sort)
    assert found.problems == (), found.problems
    pages = [place.generation_id for place in found.following("", 100)]
    assert pages == list(found.entries.values_list("generation_id", flat=True))
    assert found.count() == len(pages)
    return pages


@pytest.fixture
def owner(bob: Person) -> Owner:
    return bob.owner


def finds(owner: Owner, text: str, made: Generation) -> bool:
    return made.id in ids(owner, text)


@pytest.mark.parametrize(
    ("prompt", "found", "missed"),
    [
        ("A red fox in the snow", "fox FO re snow", "foxes ox"),
        ("A red fox in the snow", '"red fox" -wolf -"fox red"', '"fox red" -fox "fo"'),
        ("Crème brûlée, après-ski", "creme BRÛLÉE après-ski ski", "cremes"),
        ("sci-fi poster No. 12", "sci-fi 12 fi-poster", '"fi sci"'),
        ("一只红色的狐狸在雪地里", "狐狸 红色 一只红", "狗 狐红"),
        ("雪の中の赤いキツネ", "キツネ 雪", "犬"),
        ("สุนัขจิ้งจอกสีแดง", "จอก", "แมว"),
        ('it\'s 100% "quoted" (brackets) * AND OR NOT', "it's 100% brackets and or", "NEAR"),
        ("Ünïcode Ελληνικά Привет", "unicode ελλ привет", "пока"),
    ],
)
def test_words_are_found(owner: Owner, prompt: str, found: str, missed: str) -> None:
    made = make(owner, prompt)
    make(owner, "nothing of interest")
    for term in parse(found):
        assert finds(owner, str(term), made), term
    for term in parse(missed):
        assert not finds(owner, str(term), made), term


def test_rewritten_prompts_notes_and_tags_are_searched(owner: Owner) -> None:
    made = make(owner)
    Generation.objects.filter(id=made.id).update(notes={"rewritten_prompt": "an umber vixen"})
    mark(made, note="for the brochure")
    poster = tag(made, "street poster")
    for word in ("vixen", "brochure", "poster", '"street poster"', "fox"):
        assert finds(owner, word, made), word
    # A phrase does not reach from one text into the next.
    assert not finds(owner, '"fox an umber"', made)
    assert not finds(owner, '"vixen for the"', made)
    poster.name = "leaflet"
    poster.save()
    assert finds(owner, "leaflet", made)
    assert not finds(owner, "poster", made)
    Tagging.objects.all().delete()
    mark(made, note="")
    assert not finds(owner, "leaflet", made)
    assert not finds(owner, "brochure", made)


def test_facts_are_no_words(owner: Owner) -> None:
    make(owner)
    for word in (f"o{owner.id.hex}", "aonemin", "mflux2flex", "kgenerate", "sketch"):
        assert ids(owner, word) == []


FACTS: list[tuple[dict[str, Any], str, str]] = [
    (
        {"spec_id": "bfl/flux-2-pro/generate"},
        "model:pro model:flux-2-pro model:flex,pro api:bfl",
        "model:flex api:onemin",
    ),
    ({"spec_id": "onemin/flux-2-flex/edit"}, "mode:edit mode:edit,generate -mode:generate", "mode:generate -mode:edit"),
    ({"engine": "remote"}, "engine:remote -engine:sketch", "engine:sketch"),
    ({"status": "failed"}, "status:failed -status:done status:failed,done", "status:done status:queued"),
    ({"status": "running"}, "status:running -status:queued status:queued,running", "status:queued -status:running"),
    ({"status": "queued"}, "status:queued -status:running status:failed,queued", "status:running -status:queued"),
    ({"resolved": {"seed": 42}}, "seed:42 seed:41..43 seed:>=42 seed:1,42 -seed:1", "seed:1 seed:<42 seed:43.."),
    ({"resolved": {"steps": 30}}, "steps:30 steps:>=30 steps:20..30 -steps:31", "steps:>30 -steps:30 steps:..29"),
    ({"resolved": {}}, "-steps:30 -steps:>1", "steps:>1 steps:..100"),
    ({"resolved": {"guidance": 3.5}}, "guidance:3..4 guidance:3.5 guidance:<=3.5", "guidance:<3.5 guidance:4"),
    ({"resolved": {"output_format": "webp"}}, "format:webp format:png,webp", "format:png format:jpg"),
    ({"resolved": {"output_format": "jpeg"}}, "format:jpg format:jpeg", "format:png"),
    ({"width": 1344, "height": 768}, "size:1344x768 ratio:16:9 ratio:landscape ratio:16/9", "size:1024x1024 ratio:3:2"),
    ({"width": 768, "height": 768}, "ratio:square ratio:1:1 size:768×768 -ratio:portrait", "ratio:landscape"),
    ({"cost": 0.25}, "cost:>0.1 cost:0.25", "cost:>0.25 -cost:>0.1"),
    ({"cost": 0.25, "quoted": 50_000}, "price:0.05 price:>0.04 price:0..0.05", "price:>0.05 price:0.06 -price:>0"),
    ({"quoted": 50_000, "charged": 12_500}, "price:0.0125 price:<0.05", "price:0.05 price:<0.0125"),
    ({"quoted": 0}, "price:0 price:..1 -price:>0", "price:>0"),
    ({"quoted": None}, "-price:>0", "price:0 price:..1 price:>0"),
    # What a failed request has cost is only known where the API said so.
    ({"quoted": 50_000, "status": "failed"}, "-price:>0", "price:0.05 price:>0"),
    ({"days": 100}, "before:2026-06-01 after:2026 -after:2026-06 after:2026-03-07", "after:2026-06 before:2026-03"),
]


@pytest.mark.parametrize(("values", "found", "missed"), FACTS)
def test_filters(owner: Owner, values: dict[str, Any], found: str, missed: str) -> None:
    made = make(owner, **values)
    for term in found.split():
        assert finds(owner, term, made), term
        assert finds(owner, f"fox {term}", made), term
        assert finds(owner, f"{term} -wolf", made), term
    for term in missed.split():
        assert not finds(owner, term, made), term
        assert not finds(owner, f"{term} fox", made), term


def test_marks(owner: Owner) -> None:
    starred, picked, rejected, plain = (make(owner, days=day) for day in range(4))
    mark(starred, starred=True, rating=5)
    mark(picked, verdict="picked", rating=3)
    mark(rejected, verdict="rejected", note="too dark")
    for text, found in {
        "is:starred": [starred],
        "is:picked": [picked],
        "is:rejected,starred": [starred, rejected],
        "is:unrated": [rejected, plain],
        "-is:unrated": [starred, picked],
        "rating:>=4": [starred],
        "rating:3,5": [starred, picked],
        "has:note": [rejected],
        "-is:rejected rating:0": [plain],
    }.items():
        assert ids(owner, text) == [made.id for made in found], text
        assert ids(owner, f"{text} fox") == [made.id for made in found], text
        assert ids(owner, text, "oldest") == [made.id for made in reversed(found)], text


def test_what_was_shared(owner: Owner) -> None:
    made, expired, revoked = make(owner), make(owner), make(owner)
    Share.objects.create(generation=made, expires=timezone.now() + timedelta(hours=1))
    Share.objects.create(generation=expired, expires=timezone.now() - timedelta(seconds=1))
    Share.objects.create(generation=revoked).revoke()
    assert ids(owner, "is:shared") == [made.id]


def test_tags_and_collections(owner: Owner) -> None:
    first, second, third = make(owner), make(owner, days=1), make(owner, days=2)
    tag(first, "Poster")
    tag(second, "poster")
    tag(second, "Über uns")
    summer = Collection.objects.create(owner=owner, name="Summer campaign")
    CollectionItem.objects.create(collection=summer, entry=second.entry)
    for text, found in {
        "tag:poster": [first, second],
        'tag:"über uns"': [second],
        'tag:POSTER,"über uns"': [first, second],
        "-tag:poster": [third],
        'in:"summer campaign"': [second],
        'tag:poster -in:"Summer Campaign" fox': [first],
        "has:tags": [first, second],
    }.items():
        assert ids(owner, text) == [made.id for made in found], text


def test_references_are_found(bob: Person) -> None:
    asset = bob.upload()
    made = bob.ask("onemin/flux-2-flex/edit", imageUrl=asset.key)
    plain = bob.ask()
    assert ids(bob.owner, "has:references") == [made.id]
    assert ids(bob.owner, "-has:references") == [plain.id]


def test_only_the_seed_changed(owner: Owner) -> None:
    values = {"prompt": "a red fox", "steps": 30, "guidance": 3.5}
    made = make(owner, resolved=values | {"seed": 1})
    twin = make(owner, days=1, resolved=values | {"seed": 2})
    other = make(owner, days=2, resolved=values | {"steps": 20, "seed": 1})
    two = make(owner, days=3, resolved=values | {"steps": 20, "guidance": 4, "seed": 1})
    longer = make(owner, "a red fox runs", days=4, resolved=values | {"prompt": "a red fox runs", "seed": 3})
    make(owner, spec_id="onemin/flux-2-flex/edit", resolved=values | {"seed": 4})
    assert ids(owner, f"like:{made.id}") == [made.id, twin.id]
    assert ids(owner, f"near:{made.id}") == [made.id, twin.id, other.id, longer.id]
    assert two.id in ids(owner, f"-near:{made.id}")
    assert twin.id not in ids(owner, f"-like:{made.id.hex}")
    assert other.id in ids(owner, f"-like:{made.id.hex} fox")


def test_strangers_find_nothing(owner: Owner, alice: Person) -> None:
    made = make(owner)
    hers = make(alice.owner, "a blue fox")
    poster = tag(made, "poster")
    assert ids(alice.owner, "fox") == [hers.id]
    assert ids(alice.owner, "") == [hers.id]
    for text in (f"tag:{poster.name}", f"like:{made.id}", f"near:{made.id}"):
        assert len(search(alice.owner, text).problems) == 1, text
    assert search(None, "fox").following("", 10) == []
    assert search(None, "fox").count() == 0
    assert list(search(None, "fox").entries) == []


def test_deleted_pictures_are_not_found(owner: Owner) -> None:
    made = make(owner)
    made.delete_softly()
    assert ids(owner, "fox") == []
    # What happens to it meanwhile does not bring it back.
    tag(made, "poster")
    mark(made, note="a note")
    assert ids(owner, "fox") == ids(owner, "tag:poster") == []
    made.restore()
    assert ids(owner, "tag:poster note") == [made.id]
    assert ids(owner, "fox") == [made.id]


@pytest.mark.parametrize("text", ["", "fox", "is:starred", "fox is:starred", "-wolf rating:5"])
@pytest.mark.parametrize("sort", ["newest", "oldest", "rating", "price", "colours"])
def test_pages_follow_each_other(owner: Owner, text: str, sort: str) -> None:
    for day in range(13):
        # Some are free, and of some the price is not known.
        made = make(owner, days=day, quoted=day % 4 * 10_000 if day % 5 else None)
        mark(made, starred=True, rating=5 if text[:1] == "-" else day % 4)
        Entry.objects.filter(generation=made).update(closeness=10_000 * (day % 3))
    found, everything = search(owner, text, sort), ids(owner, text, sort)
    pages, cursor = [], ""
    while page := found.following(cursor, 5):
        pages.append(page)
        cursor = page[-1].cursor
    assert [place.generation_id for page in pages for place in page] == everything
    assert len(everything) == 13
    assert found.preceding(pages[2][0].cursor, 5) == pages[1]
    assert found.preceding(pages[1][2].cursor, 20) == [*pages[0], *pages[1][:2]]
    for nonsense in ("x", "-", "1-2-3", "9" * 50, "²"):
        assert found.following(nonsense, 5) == pages[0]
        assert found.preceding(nonsense, 5) == []
    if sort == "rating":
        ratings = list(found.entries.values_list("rating", flat=True))
        assert ratings == sorted(ratings, reverse=True)
    if sort == "price":
        prices = [price or 0 for price in found.entries.values_list("price", flat=True)]
        assert prices == sorted(prices, reverse=True)
        assert prices[0] > prices[-1] == 0
    if sort == "colours":
        closeness = list(found.entries.values_list("closeness", flat=True))
        assert closeness == sorted(closeness, reverse=True)


def test_days_begin_in_the_time_zone_of_the_reader(owner: Owner) -> None:
    made = make(owner, created=datetime(2026, 5, 31, 23, 30, tzinfo=UTC))
    zone = ZoneInfo("Europe/Berlin")
    for text, found in {
        "after:2026-06": 1,
        "before:2026-06": 0,
        "-before:2026-06-01": 1,
        "after:2026-06-02": 0,
    }.items():
        assert search(owner, text, zone=zone).count() == found, text
        pinned = pin_days(f"fox {text} is:unrated", zone)
        assert search(owner, pinned).count() == found, pinned
        assert search(owner, pinned).problems == ()
        assert pin_days(pinned, UTC) == pinned
    assert pin_days("before:2026-05-01,2026-06", zone) == "before:2026-05-31T22:00Z"
    assert pin_days("  before:2026 after:2026", UTC).split() == ["before:2026-01-01T00:00Z", "after:2026-01-01T00:00Z"]
    # A search that is as long as it may be stays as it was typed.
    assert pin_days(f"{'x' * 989} after:2026", zone)[-5:] == ":2026"
    assert pin_days("fox before:soon", zone) == "fox before:soon"
    assert pin_days("after:2026-06", zone) == "after:2026-05-31T22:00Z"
    assert ids(owner, "after:2026-05") == [made.id]
