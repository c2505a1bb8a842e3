"""Programs of two people at two web processes spend no more of this server's key than each and all may."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

import httpx
import pytest

from playground.standins.onemin import OneMinStandin
from playground.standins.server import KEY
from tests.crashes.system import FEATURE
from tests.launching import TIMEOUT_SECONDS, environment
from tests.stores.test_several_processes import manage, serving

A_DAY, IN_ALL = 5, 8
REQUESTS = 200
AT_ONCE = 40
MAKE_KEYS = (
    "from playground.accounts.api_keys import create_key; from playground.accounts.models import Owner;"
    "print(*(create_key(Owner.objects.create())[1] for _ in range(2)))"
)
TOLD = (
    "import json; from playground.generations.models import Generation; from django.db.models import Sum;"
    "rows = Generation.objects.filter(key_source='server').values_list('owner_id');"
    "print(json.dumps([made for _, made in rows.annotate(Sum('count'))]))"
)


@pytest.fixture
def onemin() -> Iterator[OneMinStandin]:
    with OneMinStandin() as standin:
        yield standin


@pytest.mark.thorough
def test_of_two_hundred_requests_no_more_are_paid_for_than_may_be(onemin: OneMinStandin, tmp_path: Path) -> None:
    surroundings = environment(tmp_path) | {
        "ONEMIN_API_KEY": KEY,
        "ONEMIN_BASE_URL": onemin.address,
        "PLAYGROUND_ALLOWED_HOSTS": "127.0.0.1",
        "PLAYGROUND_API_REQUESTS_A_MINUTE": str(REQUESTS),
        "PLAYGROUND_SERVER_KEYS_FOR": "everyone",
        "PLAYGROUND_SERVER_KEYS_A_DAY": str(A_DAY),
        "PLAYGROUND_SERVER_KEYS_IN_ALL_A_DAY": str(IN_ALL),
    }
    manage(surroundings, "prepare_home")
    keys = manage(surroundings, "shell", "-v0", "-c", MAKE_KEYS).split()
    with ExitStack() as stack:
        addresses = serving(stack, surroundings, tmp_path, web=2, workers=1)
        client = stack.enter_context(httpx.Client(timeout=TIMEOUT_SECONDS, verify=False))

        def ask(where: tuple[str, str]) -> int:
            address, key = where
            return client.post(f"{address}/api/features", json=FEATURE, headers={"API-KEY": key}).status_code

        pairs = [(address, key) for address in addresses for key in keys]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = Counter(pool.map(ask, islice(cycle(pairs), REQUESTS)))
        state = json.loads(manage(surroundings, "shell", "-v0", "-c", TOLD))
    assert answers == {200: IN_ALL, 429: REQUESTS - IN_ALL}
    assert onemin.paid == IN_ALL == sum(state)
    assert max(state) <= A_DAY
