"""The fragment cache is limited by bytes."""

from playground.pages.fragment_cache import ENTRY_OVERHEAD, MEGABYTE, FragmentCache


def test_stays_below_the_limit_and_evicts_the_oldest() -> None:
    kept = FragmentCache(megabytes=1)
    for number in range(1000):
        kept.keep(number, f"{number:04}" * 1000)
        assert kept.size <= MEGABYTE
    assert kept.find(0) is None
    assert kept.find(999) == "0999" * 1000
    assert kept.size > MEGABYTE - 2 * (4000 + ENTRY_OVERHEAD)


def test_recently_used_fragments_stay() -> None:
    kept = FragmentCache(megabytes=1)
    kept.keep("often", "a" * 4000)
    for number in range(1000):
        kept.keep(number, "b" * 4000)
        assert kept.find("often")


def test_a_large_fragment_is_not_cached() -> None:
    kept = FragmentCache(megabytes=1)
    kept.keep("small", "a")
    size = kept.size
    large = "b" * (MEGABYTE // 128)
    assert kept.get("large", lambda: large) == large
    assert kept.find("large") is None
    assert kept.find("small") == "a"
    assert kept.size == size


def test_replacing_a_fragment_counts_it_once() -> None:
    kept = FragmentCache(megabytes=1)
    kept.keep("key", "a" * 100)
    size = kept.size
    for _ in range(5000):
        kept.keep("key", "a" * 100)
    assert kept.size == size


def test_an_empty_fragment_is_not_rendered_again() -> None:
    kept, calls = FragmentCache(megabytes=1), []

    def render() -> str:
        calls.append(1)
        return ""

    for _ in range(3):
        assert kept.get("empty", render) == ""
    assert len(calls) == 1
