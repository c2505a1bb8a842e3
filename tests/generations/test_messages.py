"""Sentences about generations: of a server that never charges anything none warns of a charge."""

from typing import get_args

from playground.dialects.registry import DIALECTS
from playground.engines.base import CancelOutcome
from playground.generations.messages import (
    cancelled,
    cancelled_there,
    charged,
    download_there,
    failed_here,
    is_free,
    made_there,
)


def sentences(dialect: str) -> list[str]:
    outcomes = get_args(CancelOutcome.__value__)
    return [
        cancelled(dialect, sent=True),
        *(cancelled_there(dialect, outcome) for outcome in outcomes),
        charged(dialect),
        failed_here(dialect, sent=True),
        f"{made_there(dialect)}, but it is gone. {download_there(dialect, 'job-7')}",
    ]


def test_only_an_api_that_charges_is_said_to() -> None:
    for dialect in DIALECTS:
        for sentence in sentences(dialect):
            assert ("charge" in sentence) != is_free(dialect), sentence


def test_each_says_what_became_of_the_wish_to_cancel() -> None:
    for dialect in DIALECTS:
        assert len({*sentences(dialect)[1:5]}) == (3 if is_free(dialect) else 4)


def test_a_dialect_that_is_gone_is_taken_for_one_that_charges() -> None:
    assert "may still be charged" in cancelled("gone", sent=True)
