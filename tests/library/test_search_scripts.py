"""Words of many scripts are found on both databases, as they are typed and by their beginnings."""

import unicodedata
from typing import Literal

import pytest

from playground.library.search.finding import search
from tests.cast import Person

type Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD")
PROMPTS = {
    "Latin": "Crème brûlée à Zürich",
    "Vietnamese": "Phở Hà Nội buổi sáng",
    "Polish": "Żółć i łódź",
    "Turkish": "ışık ve gölge",
    "Greek": "Καλημέρα κόσμε",
    "Russian": "Чайка, ёлка и Йод",
    "Ukrainian": "Їжак і ґанок",
    "Hebrew": "שָׁלוֹם עולם",
    "Arabic": "مَرْحَبًا بالعالم",
    "Hindi": "हिन्दी में लोमड़ी",
    "Bengali": "বাংলা শিয়াল",
    "Tamil": "தமிழ் நரி",
    "Thai": "สุนัขจิ้งจอกสีแดง",
    "Burmese": "မြေခွေး အနီ",
    "Khmer": "កញ្ជ្រោង ក្រហម",
    "Georgian": "წითელი მელა",
    "Armenian": "Կարմիր աղվես",
    "Ethiopic": "ቀይ ቀበሮ",
    "Korean": "붉은 여우",
    "Japanese": "雪の中のガラス",
    "Chinese": "一只红色的狐狸",
}


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS.keys())
def test_words_of_many_scripts_are_found(bob: Person, prompt: str) -> None:
    made = bob.make(prompt=prompt)
    bob.make(prompt="nothing of interest 123")
    words = prompt.replace(",", "").split()
    asked = [*words, f'"{prompt}"', *(word.lower() for word in words)]
    # The capital of a Turkish ı is that of i.
    asked += [word.upper() for word in words if word.upper().lower() == word.lower()]
    asked += [unicodedata.normalize("NFD", word) for word in words]
    # The beginning of a word, with the marks of its last letter.
    asked += [word[: len(word) - 1] for word in words if len(word) > 3 and not unicodedata.combining(word[-1])]
    for text in asked:
        assert [place.generation_id for place in search(bob.owner, text).following("", 5)] == [made.id], text


@pytest.mark.parametrize("form", FORMS)
def test_letters_are_found_whether_composed_or_not(bob: Person, form: Form) -> None:
    bob.make(prompt=unicodedata.normalize(form, "Йод crème ガラス"))
    for text in ("Йод", "crème", "creme", "ガラス"):
        for asked in FORMS:
            assert search(bob.owner, unicodedata.normalize(asked, text)).count() == 1, (text, asked)


@pytest.mark.parametrize("text", ["\u0301", "\u093f", "...", '"\u0301 -"'])
def test_marks_without_letters_ask_for_nothing(bob: Person, text: str) -> None:
    bob.make(prompt="a red fox")
    assert search(bob.owner, text).count() == 1


@pytest.mark.parametrize("text", ["m²", "½", "ª", '"ª º"', "x³", "5 m²"])
def test_signs_like_letters_do_not_find_everything(bob: Person, text: str) -> None:
    bob.make(prompt="a red fox")
    made = bob.make(prompt=f"{text} of tea".replace('"', ""))
    # PostgreSQL leaves out some of them, so that it may find nothing.
    assert {place.generation_id for place in search(bob.owner, text).following("", 5)} <= {made.id}
    assert search(bob.owner, f"like:{made.id}").count() == 1
