"""The language reads every text, and writes what it reads again."""

from hypothesis import given
from hypothesis import strategies as st

from playground.library.search.language import LONGEST_SEARCH, MOST_TERMS, parse, write, write_term

PIECES = st.sampled_from(
    ["-", '"', ":", ",", " ", "model", "in", "a", "fox", "..", ">=", "\n", "é", "狐", "\x00", "//"]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=60).map("".join)


@given(TEXTS)
def test_what_is_written_reads_the_same(text: str) -> None:
    terms = parse(text)
    written = write(terms)
    if len(written) <= LONGEST_SEARCH:
        assert parse(written) == terms
        assert write(parse(written)) == written


@given(TEXTS)
def test_places_are_those_of_the_text(text: str) -> None:
    end = 0
    for term in parse(text):
        assert end <= term.start < term.end <= len(text)
        assert not text[end : term.start].strip()
        end = term.end
        for value in term.values:
            assert value.quoted or text[value.start : value.end] == value.text


def test_a_long_search_is_cut() -> None:
    assert len(parse("a " * 10_000)) == MOST_TERMS
    assert parse("x" * 1_000_000)[0].values[0].text == "x" * LONGEST_SEARCH
    assert len(parse('"' * 1_000_000)) == MOST_TERMS


def test_terms_are_read() -> None:
    read = [
        (term.negated, term.key, [value.text for value in term.values])
        for term in parse('fox "red fox" -wolf model:flex,pro -IN:"Summer campaign",x ratio:16:9 16:9 http://a.example')
    ]
    assert read == [
        (False, "", ["fox"]),
        (False, "", ["red fox"]),
        (True, "", ["wolf"]),
        (False, "model", ["flex", "pro"]),
        (True, "in", ["Summer campaign", "x"]),
        (False, "ratio", ["16:9"]),
        (False, "", ["16:9"]),
        (False, "", ["http://a.example"]),
    ]
    assert parse('a "open')[1].open
    assert not parse('a "closed"')[1].open


def test_terms_are_written() -> None:
    assert write_term("in", "Summer campaign", negated=True) == '-in:"Summer campaign"'
    assert write_term("model", "flex", "pro") == "model:flex,pro"
    assert write_term("", "red fox") == '"red fox"'
