"""Names of picture files, on the wire and for a download."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.imaging.names import download_name, short_token, wire_name

NOW = datetime(2026, 3, 27, 10, 0, 5, 1999, tzinfo=UTC)


def test_a_wire_name_contains_the_time_and_the_words() -> None:
    assert wire_name("Summer Fest", "png", NOW, "abc") == "images/2026_03_27_10_00_05_001_summer-fest-abc.png"


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("My Poster.PNG", "my-poster"),
        ("../../etc/passwd", "etc-passwd"),
        ("夏祭り", "picture"),
        ("", "picture"),
        ("Größe & Straße, Łódź", "grosse-strasse-lodz"),
        ("don’t panic", "dont-panic"),
        ("a poster for the summer festival of the year two thousand", "a-poster-for-the-summer-festival-of-the"),
        ("x" * 60, "x" * 40),
    ],
)
def test_words_become_at_most_40_plain_letters(words: str, slug: str) -> None:
    assert wire_name(words, "webp", NOW, "t") == f"images/2026_03_27_10_00_05_001_{slug}-t.webp"


def test_a_token_carries_128_bits_and_never_repeats() -> None:
    names = {wire_name("poster", "jpg", NOW) for _ in range(50)}
    assert len(names) == 50
    pattern = re.compile(r"images/2026_03_27_10_00_05_001_poster-[a-z2-7]{26}\.jpg")
    assert all(pattern.fullmatch(name) for name in names)


def test_a_download_name_reads_well() -> None:
    name = download_name("Slow pour: festival!", ["9x16", "g4", "s1203"], "k3f7q", "png")
    assert name == "slow-pour-festival-9x16-g4-s1203-k3f7q.png"


def test_a_download_name_has_at_most_80_letters_and_keeps_its_facts() -> None:
    name = download_name("an endless prompt about many things " * 300, ["1440x2560", f"s{2**53}"], "k3f7q", "webp")
    assert len(name) <= 80
    assert name.endswith("-1440x2560-s9007199254740992-k3f7q.webp")
    assert name.startswith("an-endless-prompt-about")


def test_a_download_name_of_a_prompt_in_another_script_falls_back() -> None:
    assert download_name("夏祭りのポスター", ["1x1", "s7"], "k3f7q", "jpg") == "picture-1x1-s7-k3f7q.jpg"
    assert download_name("夏祭り 2026 poster", ["s7"], "k3f7q", "jpg") == "2026-poster-s7-k3f7q.jpg"


def test_ids_of_the_same_moment_have_different_tokens() -> None:
    tokens = {short_token(UUID(int=2**90 + number)) for number in range(200)}
    assert len(tokens) == 200
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{5}", token) for token in tokens)


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(words=st.text(max_size=200))
def test_any_words_give_a_safe_name(words: str) -> None:
    assert re.fullmatch(r"images/[0-9_]{24}[a-z0-9-]{1,40}-t\.png", wire_name(words, "png", NOW, "t"))
    assert re.fullmatch(r"[a-z0-9-]{1,76}\.png", download_name(words, ["1x1", "s1"], "k3f7q", "png"))
