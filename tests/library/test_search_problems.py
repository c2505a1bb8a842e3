"""What a search cannot understand is said with its place, and the rest works."""

import pytest

from playground.accounts.models import Owner
from playground.library.search.editing import (
    add_term,
    chosen_values,
    remove_term,
    replace_term,
    set_filter,
)
from playground.library.search.finding import search
from playground.library.search.language import LONGEST_SEARCH, parse
from playground.library.tags import ensure_tags
from tests.cast import Person


@pytest.fixture
def owner(bob: Person) -> Owner:
    ensure_tags(bob.owner, ["poster"])
    bob.make(prompt="a red fox")
    bob.make(prompt="a grey wolf")
    return bob.owner


@pytest.mark.parametrize(
    ("term", "message", "suggestion"),
    [
        ("modell:flex", "There is no filter modell:. Did you mean model:flex?", "model:flex"),
        # Of two similar filters the one that understands the value.
        ("modle:flex", "There is no filter modle:. Did you mean model:flex?", "model:flex"),
        ("modle:edit", "There is no filter modle:. Did you mean mode:edit?", "mode:edit"),
        ("-modell:flex", "There is no filter modell:. Did you mean -model:flex?", "-model:flex"),
        ("zzzz:1", "There is no filter zzzz:.", ""),
        ("model:", "Enter a value after model:, such as model:flex.", ""),
        ('model:""', "Enter a value after model:, such as model:flex.", ""),
        ("model:flxe", "“flxe” is not a model. Did you mean model:flex?", "model:flex"),
        ("api:blf", "“blf” is not an API. Did you mean api:bfl?", "api:bfl"),
        ("is:stared", "“stared” is not a mark. Did you mean is:starred?", "is:starred"),
        ("status:faild", "“faild” is not a status. Did you mean status:failed?", "status:failed"),
        ("model:flex,proo", "“proo” is not a model. Did you mean model:flex,pro?", "model:flex,pro"),
        ("tag:postre", "You have no tag “postre”. Did you mean tag:poster?", "tag:poster"),
        ("in:nowhere", "You have no collection “nowhere”.", ""),
        ("steps:many", "steps: does not understand “many”. Enter a number, such as 30, >=30 or 20..30.", ""),
        ("steps:..", "steps: does not understand “..”. Enter a number, such as 30, >=30 or 20..30.", ""),
        ("rating:7", "rating is 7; the maximum is 5.", ""),
        ("seed:9007199254740993", "seed is 9007199254740993; the maximum is 9007199254740992.", ""),
        ("steps:2000000", "steps is 2000000; the maximum is 1000000.", ""),
        ("guidance:4..3", "guidance: 4..3 begins with the larger number. Did you mean guidance:3..4?", "guidance:3..4"),
        ("🦊", "“🦊” has no letter or digit, so it is not searched for.", ""),
        ("size:big", "size: does not understand “big”. Enter width and height, such as 1024x1024.", ""),
        (
            "before:soon",
            (
                "before: does not understand “soon”. Enter a day, such as 2026-11-01, a month, such as 2026-11,"
                " today or yesterday."
            ),
            "",
        ),
        ("like:x", "There is no such picture in your library.", ""),
    ],
)
def test_problems(owner: Owner, term: str, message: str, suggestion: str) -> None:
    found = search(owner, f"fox {term}")
    [problem] = found.problems
    assert (problem.start, problem.end) == (4, 4 + len(term))
    assert (problem.message, problem.suggestion) == (message, suggestion)
    # The rest works.
    assert len(found.following("", 10)) == 1
    if suggestion and "mod" not in term:
        fixed = replace_term(f"fox {term}", found.terms[1], suggestion)
        assert search(owner, fixed).problems == ()


def test_an_open_quotation_mark_is_said_and_works(owner: Owner) -> None:
    found = search(owner, 'a "red fo')
    assert [problem.message for problem in found.problems] == ["Close the quotation mark."]
    assert len(search(owner, '"red fox').following("", 10)) == 1


def test_limits_are_said(owner: Owner) -> None:
    assert search(owner, "x" * 2000).problems[0].message.startswith("The search has more than 1,000 characters.")
    assert search(owner, "x" * 2000).problems[0].start == LONGEST_SEARCH
    assert search(owner, "fox " * 100).problems[0].message.startswith("The search has more than 50 parts.")


def test_terms_are_added_and_removed() -> None:
    text = 'fox  tag:poster -wolf "red fox"'
    assert [remove_term(text, term) for term in parse(text)] == [
        'tag:poster -wolf "red fox"',
        'fox -wolf "red fox"',
        'fox  tag:poster "red fox"',
        "fox  tag:poster -wolf",
    ]
    assert add_term("fox", "is:starred") == "fox is:starred"
    assert add_term("fox is:starred", "is:starred") == "fox is:starred"
    assert add_term(" ", "fox") == "fox"
    assert add_term('"red fox', "is:starred") == '"red fox" is:starred'
    assert set_filter("fox model:flex", "model", ["pro", "max"]) == "fox model:pro,max"
    assert set_filter("model:flex fox model:pro", "model", []) == "fox"
    assert set_filter("-model:flex", "model", ["pro"]) == "-model:flex model:pro"
    assert set_filter("  model:flex fox model:pro", "model", ["max"]).split() == ["fox", "model:max"]
    assert set_filter("", "in", ["Summer campaign"]) == 'in:"Summer campaign"'
    assert chosen_values('model:flex,pro -model:max model:"flex"', "model") == ["flex", "pro"]
