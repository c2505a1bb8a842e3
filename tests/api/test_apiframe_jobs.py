"""GET /v2/jobs: pages, filters, cursor, and what a page costs however many jobs there are."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from playground.accounts.models import Owner
from playground.generations.models import Generation, Picture, Status
from tests.api.calling import ASYNC, Program
from tests.api.ordering import assert_apiframe_error, find_row, get_job, order
from tests.cast import JOB, Person, work_off

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)


def make_jobs(owner: Owner, number: int, *, model: str = "flux-2-dev", **changes: Any) -> list[str]:
    """Give the owner that many jobs, a second apart; return their ids, newest first."""
    rows = [
        Generation(
            **{
                "owner": owner,
                "spec_id": f"apiframe/{model}/generate",
                "params": {"prompt": "x"},
                "resolved": {"prompt": "x", "seed": 1},
                "width": 8,
                "height": 8,
                "engine": "blank",
                "source": "api",
                "created": NOON + timedelta(seconds=place),
            }
            | changes
        )
        for place in range(number)
    ]
    Generation.objects.bulk_create(rows)
    return [str(row.wire_id) for row in reversed(rows)]


def get_page(program: Program, **query: Any) -> dict[str, Any]:
    """Return the page of jobs, which must be there."""
    response = program.get(f"/v2/jobs?{urlencode(query)}")
    assert response.status_code == 200, response.content
    page: dict[str, Any] = response.json()
    assert list(page)[:3] == ["jobs", "nextCursor", "hasMore"]
    assert page["hasMore"] is (page["nextCursor"] is not None)
    return page


def get_ids(program: Program, **query: Any) -> list[str]:
    return [job["id"] for job in get_page(program, **query)["jobs"]]


def test_the_list_is_empty_at_first(program: Program) -> None:
    assert get_page(program) == {"jobs": [], "nextCursor": None, "hasMore": False}


def test_the_list_shows_a_job_like_the_job_itself(program: Program) -> None:
    row = find_row(order(program, steps=9))
    work_off()
    assert get_page(program)["jobs"] == [get_job(program, str(row.wire_id))]


def test_lists_the_twenty_newest_jobs_first(program: Program) -> None:
    ids = make_jobs(program.owner, 21)
    page = get_page(program)
    assert [job["id"] for job in page["jobs"]] == ids[:20]
    assert page["hasMore"]


@pytest.mark.parametrize("limit", [1, 3, 7, 8, 100])
def test_pages_contain_every_job_once(program: Program, limit: int) -> None:
    ids = make_jobs(program.owner, 7)
    seen, cursor = [], ""
    while cursor is not None:
        page = get_page(program, limit=limit, cursor=cursor)
        assert len(page["jobs"]) <= limit
        seen += [job["id"] for job in page["jobs"]]
        cursor = page["nextCursor"]
    assert seen == ids


def test_pages_contain_jobs_of_the_same_time_once(program: Program) -> None:
    ids = make_jobs(program.owner, 5, created=NOON)
    first = get_page(program, limit=2)
    second = get_page(program, limit=3, cursor=first["nextCursor"])
    assert [job["id"] for page in (first, second) for job in page["jobs"]] == ids
    assert not second["hasMore"]


def test_a_new_job_does_not_shift_later_pages(program: Program) -> None:
    ids = make_jobs(program.owner, 4)
    cursor = get_page(program, limit=2)["nextCursor"]
    make_jobs(program.owner, 1, created=NOON + timedelta(days=1))
    assert get_ids(program, limit=2, cursor=cursor) == ids[2:]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("QUEUED", Status.QUEUED),
        ("PROCESSING", Status.RUNNING),
        ("COMPLETED", Status.DONE),
        ("FAILED", Status.FAILED),
        ("CANCELLED", Status.CANCELLED),
    ],
)
def test_filters_by_status(program: Program, word: str, status: str) -> None:
    for other in Status:
        make_jobs(program.owner, 1, status=other)
    (job,) = get_page(program, status=word)["jobs"]
    assert job["status"] == word
    assert Generation.objects.get(wire_id=job["id"]).status == status


def test_filters_by_model_and_by_several_filters(program: Program) -> None:
    for model in ("flux-2-dev", "flux-2-pro"):
        for status in (Status.DONE, Status.FAILED):
            make_jobs(program.owner, 2, model=model, status=status)
    assert {job["model"] for job in get_page(program, model="flux-2-pro")["jobs"]} == {"flux-2-pro"}
    page = get_page(program, model="flux-2-pro", status="FAILED", limit=1)
    assert page["hasMore"]
    (job,) = get_page(program, model="flux-2-pro", status="FAILED", cursor=page["nextCursor"])["jobs"]
    assert (job["model"], job["status"]) == ("flux-2-pro", "FAILED")


def test_searches_a_job_by_its_id(program: Program, stranger: Program) -> None:
    ids = make_jobs(program.owner, 3)
    (foreign,) = make_jobs(stranger.owner, 1)
    assert get_ids(program, search=ids[1]) == [ids[1]]
    assert get_ids(program, search=ids[1].upper()) == [ids[1]]
    assert get_ids(program, search=ids[1], status="FAILED") == []
    assert get_ids(program, search=foreign) == get_ids(program, search="fox") == []


def test_an_empty_filter_is_ignored(program: Program) -> None:
    ids = make_jobs(program.owner, 2)
    assert get_ids(program, status="", model="", limit="", cursor="", search="", scope="", include_models="") == ids


def test_names_the_models_used_when_asked(program: Program) -> None:
    for model in ("flux-2-dev", "flux-2-pro"):
        make_jobs(program.owner, 1, model=model)
    assert get_page(program, include_models="true", limit=1, scope="team")["models"] == ["flux-2-pro", "flux-2-dev"]
    assert "models" not in get_page(program, include_models="false")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"status": "DONE"}, ["DONE", "COMPLETED"]),
        ({"status": "FAILD"}, ["did you mean FAILED?"]),
        ({"model": "flux-2-fex"}, ["did you mean flux-2-flex?"]),
        ({"limit": "0"}, ["100"]),
        ({"limit": "101"}, ["100", "101"]),
        ({"limit": "-1"}, []),
        ({"limit": "2.5"}, []),
        ({"limit": "٣"}, []),
        ({"limit": "9" * 5000}, []),
        ({"cursor": "x"}, ["cursor"]),
        ({"cursor": "é"}, ["cursor"]),
        ({"cursor": "OTk5"}, ["cursor"]),
        ({"cursor": "\0"}, ["cursor"]),
        ({"cursor": "A" * 5000}, ["cursor"]),
        ({"scope": "all"}, ["user, team"]),
        ({"include_models": "yes"}, ["true, false"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_refuses_a_wrong_filter(program: Program, query: dict[str, str], words: list[str]) -> None:
    (name,) = query
    assert_apiframe_error(program.get(f"/v2/jobs?{urlencode(query)}"), 400, name, *words, at=name)


def test_lists_only_the_owners_jobs_of_this_api(program: Program, stranger: Program, alice: Person) -> None:
    ids = make_jobs(program.owner, 1)
    make_jobs(stranger.owner, 1)
    alice.ask(JOB)
    program.ask(**ASYNC)
    make_jobs(program.owner, 1, deleted=NOON)
    assert get_ids(program) == ids


def test_leaves_out_a_model_that_the_catalog_lost(program: Program) -> None:
    ids = make_jobs(program.owner, 1)
    make_jobs(program.owner, 1, model="flux-9")
    assert get_ids(program) == ids


def test_needs_a_key(db: None) -> None:
    assert_apiframe_error(Client().get("/v2/jobs"), 401)


def test_refuses_another_method(program: Program) -> None:
    assert_apiframe_error(program.post("/v2/jobs", {}), 405)


def test_needs_as_many_queries_for_twice_the_jobs(program: Program) -> None:
    # The first request of a minute counts itself in another way.
    get_page(program)
    counts = []
    for _ in range(2):
        make_jobs(program.owner, 10, status=Status.DONE)
        for row in Generation.objects.filter(pictures=None):
            Picture.objects.create(
                generation=row, seed=1, key=f"images/{row.id}.png", format="png", width=8, height=8, byte_size=1
            )
        with CaptureQueriesContext(connection) as queries:
            get_page(program, limit=100)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5
