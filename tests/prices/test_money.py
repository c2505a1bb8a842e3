"""Money is a whole number of millionths of a dollar, and is shown with all that it needs."""

from decimal import Decimal

import pytest

from playground.prices.money import NotExact, dollars, from_number, nearest, plain, show


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (None, "price unknown"),
        (0, "free"),
        (1, "$0.000001"),
        (12_500, "$0.0125"),
        (30_000, "$0.03"),
        (100_000, "$0.10"),
        (1_000_000, "$1.00"),
        (1_234_567_890_000, "$1,234,567.89"),
        (-30_000, "-$0.03"),
    ],
)
def test_an_amount_is_shown_with_at_least_two_decimals(micros: int | None, text: str) -> None:
    assert show(micros) == text


def test_no_money_can_be_shown_as_an_amount() -> None:
    assert dollars(0) == "$0.00"
    assert plain(1_234_500_000) == "1234.50"


@pytest.mark.parametrize(("number", "micros"), [(0.1, 100_000), (0.000001, 1), (0.015, 15_000), (3, 3_000_000)])
def test_a_number_of_dollars_becomes_exactly_its_micros(number: float, micros: int) -> None:
    assert from_number(number) == micros


def test_credits_are_worth_what_one_costs() -> None:
    assert from_number(2.4, Decimal("0.01")) == 24_000
    assert nearest(2.4, Decimal("0.01")) == 24_000


@pytest.mark.parametrize("number", [0.0000001, float("nan"), float("inf")])
def test_a_fraction_of_a_micro_is_refused(number: float) -> None:
    with pytest.raises(NotExact):
        from_number(number)


@pytest.mark.parametrize("number", [-0.01, float("nan"), float("inf"), 1e300])
def test_what_is_no_amount_has_no_micros(number: float) -> None:
    assert nearest(number) is None


def test_a_report_is_rounded_to_the_nearest_micro() -> None:
    assert nearest(0.0000126) == 13
