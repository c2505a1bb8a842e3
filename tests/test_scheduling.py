"""Which tests one of several processes gets together."""

import pytest

from tests.scheduling import FIRST, HALVES, TESTS, TOGETHER, browser_halves, part_of, scope_of

FILES = sorted(path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py"))


@pytest.mark.parametrize("start", [*FIRST, *TOGETHER])
def test_what_is_named_is_there(start: str) -> None:
    assert any(path.startswith(start) for path in FILES)


def test_the_browsers_files_are_dealt_out_in_halves() -> None:
    files = [path for path in FILES if path.startswith("browser/")]
    assert sorted(browser_halves()) == files
    assert {scope_of(path) for path in files} == {f"browser {half}" for half in range(HALVES)}


@pytest.mark.parametrize("file", ["browser/test_looks.py", "remote/test_every_spec.py"])
def test_the_steps_of_a_walk_are_dealt_out(file: str) -> None:
    walks = [part_of(f"tests/{file}::test_a_page[{number}]") for number in range(100)]
    assert {part for part in walks if 8 < walks.count(part) < 30} == set("012345")


def test_thorough_tests_that_share_something_stay_together() -> None:
    assert len({part_of(f"tests/upgrade/test_backup.py::test_{name}") for name in "abcdefgh"}) == 1


def test_every_other_file_goes_alone_or_with_those_that_share_its_server() -> None:
    others = {path: scope_of(path) for path in FILES if not path.startswith(("browser/", *TOGETHER))}
    assert all(path == scope for path, scope in others.items())
    shared = [scope_of(path) for path in FILES if path.startswith("api/") and path in TOGETHER]
    assert shared == ["examples"] * 2


def test_what_starts_whole_systems_says_so() -> None:
    systems = [path for path in FILES if path.startswith(("crashes/", "load/"))]
    assert len(systems) > 5
    assert [path for path in systems if "pytest.mark.system" not in (TESTS / path).read_text()] == []
