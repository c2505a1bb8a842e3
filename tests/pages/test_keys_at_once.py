"""Requests at the same time cannot create more keys than one owner may have."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from playground.accounts.api_keys import create_key
from playground.accounts.models import ApiKey
from playground.pages.keys import MAX_KEYS
from tests.cast import HTMX, Person

# How long a request waits for the other one after it has counted. Where they are kept apart, it waits in vain.
SECONDS = 1.0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["keys", "create_key_here"])
def test_two_requests_that_count_at_once_do_not_pass_the_limit(bob: Person, name: str) -> None:
    for _ in range(MAX_KEYS - 1):
        create_key(bob.owner)
    both = Barrier(2)

    def meet(execute: Callable[..., object], sql: str, *args: object) -> object:
        result = execute(sql, *args)
        if "COUNT(" in sql and ApiKey._meta.db_table in sql:
            with suppress(BrokenBarrierError):
                both.wait(SECONDS)
        return result

    def create(number: int) -> int:
        client = Client()
        client.cookies = bob.client.cookies
        try:
            with connection.execute_wrapper(meet):
                response = client.post(reverse(name), headers=HTMX if name == "create_key_here" else {})
            return int(response.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert Counter(pool.map(create, range(2))) == {200: 1, 422: 1}
    assert ApiKey.objects.filter(owner=bob.owner).count() == MAX_KEYS
