"""A request whose guest is adopted meanwhile goes on as the account; one whose owner is removed gets 401."""

from collections.abc import Callable
from typing import Any

import pytest

from playground.accounts.api_keys import create_key
from playground.accounts.models import Owner
from playground.generations.adopt import adopt
from playground.generations.models import Asset, Generation
from playground.generations.remove_owner import remove_owner
from tests.api.calling import ASYNC, Program
from tests.cast import Person, make_file
from tests.meanwhile import after_owner_is_read

pytestmark = pytest.mark.django_db(transaction=True)

JOB = {"model": "flux-2-dev", "prompt": "a"}
CALLS: dict[str, Callable[[Program], Any]] = {
    "feature": lambda program: program.ask(**ASYNC),
    "job": lambda program: program.post("/v2/images/generate", JOB, headers={"Idempotency-Key": "once"}),
    "upload": lambda program: program.upload(make_file()),
}


@pytest.fixture
def guest_program(db: None) -> Program:
    guest = Owner.objects.create()
    return Program(guest, create_key(guest)[1])


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_request_goes_on_as_the_account_that_adopts_the_guest(
    guest_program: Program, alice: Person, call: Callable[[Program], Any]
) -> None:
    account = alice.owner
    with after_owner_is_read(lambda: adopt(guest_program.owner, account)) as seen:
        response = call(guest_program)
    assert seen
    assert response.status_code in (200, 202), response.content
    made = [*Generation.objects.all(), *Asset.objects.all()]
    assert [row.owner for row in made] == [account]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_key_of_an_owner_who_is_removed_is_unknown(guest_program: Program, call: Callable[[Program], Any]) -> None:
    with after_owner_is_read(lambda: remove_owner(guest_program.owner)) as seen:
        response = call(guest_program)
    assert seen
    assert response.status_code == 401, response.content
