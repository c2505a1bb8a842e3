"""A quote counts megapixels as the APIs do, and never guesses."""

import pytest

from playground.catalog.loading import get_spec, specs
from playground.catalog.spec import Size, Value
from playground.prices.quotes import Quote, add, quote
from playground.prices.row import PriceRow

ONE = Size(1024, 1024)


def ask(
    spec_id: str,
    count: int = 1,
    references: tuple[Size | None, ...] = (),
    source: str = "own",
    requests: int = 1,
    **resolved: Value,
) -> Quote:
    return quote(get_spec(spec_id), resolved, count=count, references=references, source=source, requests=requests)


@pytest.mark.parametrize(
    ("width", "height", "micros"),
    [
        (1024, 1024, 30_000),
        (256, 256, 30_000),
        # 1.125 megapixels count as two.
        (1152, 1024, 45_000),
        (1920, 1088, 45_000),
        (2048, 2048, 75_000),
    ],
)
def test_megapixels_are_rounded_up(width: int, height: int, micros: int) -> None:
    assert ask("bfl/flux-2-pro/generate", width=width, height=height).micros == micros


def test_each_reference_counts_at_its_own_size() -> None:
    found = ask("bfl/flux-2-pro/generate", references=(ONE, Size(2000, 1000)), width=1024, height=1024)
    assert found.micros == 30_000 + 15_000 * (1 + 2)
    assert [line.text for line in found.lines] == ["first megapixel of 1024 × 1024", "3 megapixels of references"]


def test_a_reference_that_the_api_scales_counts_at_its_scaled_size() -> None:
    found = ask("fal/flux-2-dev/edit", references=(Size(4096, 4096), None), image_size="square_hd")
    assert found.micros == 12_000 * (1 + 2)


def test_a_reference_of_unknown_size_costs_at_least_the_rest() -> None:
    found = ask("bfl/flux-2-pro/generate", references=(ONE, None), width=1024, height=1024)
    assert found.micros is None
    assert found.text == "at least $0.045"


def test_a_picture_that_follows_a_reference_of_unknown_size_costs_at_least_a_megapixel() -> None:
    known = ask("fal/flux-2-dev/edit", references=(ONE,), image_size="auto")
    unknown = ask("fal/flux-2-dev/edit", references=(None,), image_size="auto")
    assert (known.micros, known.text) == (24_000, "$0.024")
    assert (unknown.micros, unknown.text) == (None, "at least $0.024")


def test_several_requests_cost_several_times_as_much() -> None:
    found = ask("replicate/flux-2-pro/generate", requests=4)
    assert found.micros == 4 * 30_000
    assert found.lines[0].text == "4 × request"
    assert found.lines[0].amount == "$0.06"


def test_a_request_is_charged_once_however_many_pictures_it_makes() -> None:
    found = ask("replicate/flux-2-pro/generate", count=4, requests=2)
    assert [(line.text, line.micros) for line in found.lines] == [
        ("2 × request", 2 * 15_000),
        ("8 × first megapixel of 1024 × 1024", 8 * 15_000),
    ]
    assert found.micros == 10 * 15_000


def test_a_price_for_a_number_is_not_that_of_a_switch() -> None:
    spec = get_spec("replicate/flux-2-pro/generate")
    row = PriceRow(spec.slug, "", "2026-11", when=(("x", (1, False)),))
    assert [row.is_for(spec, {"x": value}) for value in (1, 1.0, False, True, 0)] == [True, True, True, False, False]


def test_a_price_names_where_and_when_it_was_read() -> None:
    found = ask("replicate/flux-2-pro/generate")
    assert (found.source, found.read) == ("third parties that list Replicate’s prices", "18 August 2026")
    assert ask("bfl/flux-2-pro/generate").read == "November 2026"


def test_only_the_resolution_of_the_list_has_a_price() -> None:
    assert ask("bfl/flux-3-image/generate").micros == 48_000
    assert ask("bfl/flux-3-image/generate", resolution="4k").text == "price unknown"


def test_a_model_without_a_public_price_has_none() -> None:
    found = ask("onemin/flux-2-flex/generate")
    assert (found.micros, found.text) == (None, "price unknown")


@pytest.mark.parametrize("spec_id", ["bfl/flux-2-max/generate", "onemin/flux-2-flex/generate"])
def test_a_sketch_is_free(spec_id: str) -> None:
    found = ask(spec_id, source="", count=20)
    assert (found.micros, found.text) == (0, "free")


@pytest.mark.parametrize("source", ["own", "server"])
def test_a_server_of_ones_own_is_free(source: str) -> None:
    assert ask("sdcpp/loaded-model/generate", source=source).text == "free"


def test_one_unknown_among_known_prices_is_said() -> None:
    known, unknown = ask("bfl/flux-2-pro/generate"), ask("onemin/flux-2-flex/generate")
    assert add([("pro", known), ("pro", known)]).text == "$0.06"
    assert add([("pro", known), ("flex", unknown)]).text == "at least $0.03"
    assert add([("flex", unknown)]).text == "price unknown"


def test_sources_that_differ_are_not_mixed_up() -> None:
    bfl, replicate = ask("bfl/flux-2-pro/generate"), ask("replicate/flux-2-pro/generate")
    assert add([("a", bfl), ("b", bfl)]).source == bfl.source
    assert add([("a", bfl), ("b", replicate)]).source == ""


def test_every_model_can_be_quoted_with_any_values() -> None:
    for spec in specs().values():
        for value in ("", "2048", -1, 10**30, True, ["a"]):
            resolved: dict[str, Value] = {parameter.name: value for parameter in spec.parameters}
            found = quote(spec, resolved, count=1, references=(Size(1, 1), None), source="own")
            assert found.micros is None or found.micros >= 0
