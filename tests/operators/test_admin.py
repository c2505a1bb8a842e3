"""The administration is optional, for staff only, shows no secrets and obeys the strict CSP."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.homes import Home

ON = {"PLAYGROUND_ADMIN_PATH": "keepers"}
LOOK = "import json; from tests.operators import looking; print(json.dumps(looking.main()))"
OFF = """
import sys
from django.test import Client
print(Client().get("/admin/").status_code, "django.contrib.admin" in sys.modules, "playground.operators" in sys.modules)
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the findings in a home with the administration switched on."""
    home = Home(tmp_path_factory.mktemp("operators"), variables=ON)
    home.manage("prepare_home")
    assert (home.folder / "static" / "admin").is_dir()
    seen: dict[str, Any] = json.loads(home.shell(LOOK)[-1])
    return seen


def test_only_staff_have_access(found: dict[str, Any]) -> None:
    assert found["anonymous"] == [200, "/account/login/?next=%2Fkeepers%2F"]
    assert found["member"][0] == 403
    assert set(found["pages"]) == {200}


def test_its_pages_obey_the_content_security_policy(found: dict[str, Any]) -> None:
    assert found["inline"] == []


def test_secrets_and_prompts_are_not_shown(found: dict[str, Any]) -> None:
    assert found["secrets"] == []


def test_owners_are_found_by_address_and_ids(found: dict[str, Any]) -> None:
    assert found["searches"] == [1, 1, 1, 1, 1, 0, 0]


def test_owners_can_be_limited_suspended_and_removed(found: dict[str, Any]) -> None:
    assert found["capped"] == [302, 200, 3, 10]
    assert (found["suspended"], found["reinstated"]) == (403, 200)
    assert (found["removed"], found["files"]) == ([0, 0], 0)


def test_spending_with_this_servers_keys_can_be_capped(found: dict[str, Any]) -> None:
    set_, own, shown, refused, said, raised, looked, forbidden, removed = found["spending"]
    assert (set_, own, shown) == ([2_500_000, True], [None, False], True)
    assert (refused, said) == (200, True)
    # The command changes the amount only, and those who may only look see it.
    assert (raised, looked, forbidden) == ([3_000_000, True], [True, True], 403)
    assert removed == [None, False]


def test_keys_and_links_can_be_revoked(found: dict[str, Any]) -> None:
    assert (found["keys"], found["links"]) == ([302, 0], [302, 404])


def test_nothing_is_loaded_while_the_admin_is_off(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.manage("prepare_home")
    assert home.shell(OFF) == ["404 False False"]
    assert not (home.folder / "static" / "admin").exists()


def test_the_admin_path_is_one_word(tmp_path: Path) -> None:
    refusal = Home(tmp_path, variables={"PLAYGROUND_ADMIN_PATH": "a/b"}).run("check").stderr
    assert "PLAYGROUND_ADMIN_PATH must be one word of letters, digits, - and _, not 'a/b'." in refusal
