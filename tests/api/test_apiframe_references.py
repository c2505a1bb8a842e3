"""`input_images`: our own pictures are found at once, foreign ones are fetched by the worker."""

from typing import Any

import pytest

from playground.engines.errors import Cancelled, Failed
from playground.generations.models import Asset, Generation, Worker
from playground.generations.worker.fetch_inputs import fetch_inputs
from tests.api.calling import Program
from tests.api.ordering import assert_apiframe_error, find_row, get_job, order, read_job_id, upload
from tests.cast import Person, make_file, work_off
from tests.outbound.servers import Server, local_client, response, serving

AT = "fluxParams.input_images"


def picture(width: int = 96, height: int = 48) -> bytes:
    return response(make_file(width, height).read(), "Content-Type: image/png")


@pytest.fixture
def private(settings: Any) -> None:
    """Let addresses of this machine be asked."""
    settings.ALLOW_PRIVATE_URLS = True


def references(program: Program, server: Server, number: int = 1, **flux_params: Any) -> Generation:
    """Order a picture with foreign references, numbered from 1."""
    urls = [server.url(f"/{place}.png") for place in range(1, number + 1)]
    return find_row(order(program, input_images=urls, **flux_params))


def test_uploads_and_results_work_as_references_immediately(program: Program) -> None:
    url = upload(program, make_file(96, 48)).json()["url"]
    first = find_row(order(program, input_images=[url], aspect_ratio="match_input_image"))
    assert first.width == 2 * first.height
    work_off()
    result = get_job(program, str(first.wire_id))["result"]["images"][0]
    row = find_row(order(program, input_images=[result, url]))
    assert [f"http://testserver/{entry.image.key}" for entry in row.inputs.all()] == [result, url]
    assert get_job(program, str(row.wire_id))["input"]["fluxParams"] == {"input_images": [result, url]}


def test_a_url_of_this_server_is_not_fetched(program: Program, settings: Any) -> None:
    settings.PUBLIC_URL = "https://play.example"
    url = upload(program, make_file()).json()["url"]
    assert url.startswith("https://play.example/images/")
    assert find_row(order(program, input_images=[url])).inputs.count() == 1


def test_another_persons_picture_is_refused(program: Program, stranger: Program) -> None:
    url = upload(stranger, make_file()).json()["url"]
    assert_apiframe_error(order(program, input_images=[url]), 400, "you have no picture", at=AT)


@pytest.mark.parametrize(
    "reference",
    [
        "http://127.0.0.1:9/cat.png",
        "http://[::ffff:10.0.0.1]/cat.png",
        "http://169.254.169.254/latest",
        "http://user@example.com/cat.png",
        "cat",
        "ftp://example.com/cat.png",
        "data:,",
    ],
)
def test_refuses_a_url_that_is_never_fetched(program: Program, reference: str) -> None:
    assert_apiframe_error(order(program, input_images=[reference]), 400, reference, at=AT)


@pytest.mark.usefixtures("private")
def test_the_worker_fetches_foreign_pictures_in_order(program: Program) -> None:
    own = upload(program, make_file()).json()["url"]
    with serving(picture(), picture(48, 48)) as server:
        urls = [server.url("/first.png"), own, server.url("/last.png")]
        row = find_row(order(program, input_images=urls, aspect_ratio="match_input_image"))
        assert (row.width, row.inputs.count()) == (row.height, 1)
        work_off()
    row.refresh_from_db()
    images = [entry.image for entry in row.inputs.all()]
    assert [str(image.size) for image in images] == ["96 × 48", "64 × 48", "48 × 48"]
    assert row.resolved["input_images"] == [image.key for image in images]
    assert row.width == 2 * row.height
    job = get_job(program, str(row.wire_id))
    assert (job["status"], job["input"]["fluxParams"]["input_images"]) == ("COMPLETED", urls)


@pytest.mark.usefixtures("private")
def test_the_same_url_is_fetched_once(program: Program) -> None:
    with serving(picture()) as server:
        row = find_row(order(program, input_images=[server.url("/a.png")] * 3))
        work_off()
    assert len(server.requests) == 1
    assert row.inputs.count() == 3
    assert Asset.objects.count() == 1


@pytest.mark.usefixtures("private")
def test_a_failed_fetch_fails_the_job_and_names_the_url(program: Program) -> None:
    with serving(response(b"no", status="404 Not Found")) as server:
        job_id = read_job_id(order(program, input_images=[server.url("/gone.png")]))
        work_off()
    job = get_job(program, job_id)
    assert (job["status"], job["result"], job["creditCost"]) == ("FAILED", None, 0)
    assert server.url("/gone.png") in job["error"]
    assert "404" in job["error"]


@pytest.mark.usefixtures("private")
def test_a_retry_on_the_page_fetches_again(program: Program, alice: Person) -> None:
    with serving(response(b"no", status="500 Oh"), picture()) as server:
        failed = references(program, server)
        work_off()
        alice.post("retry", failed.id)
        work_off()
    again = Generation.objects.exclude(id=failed.id).get()
    assert (again.status, again.inputs.count()) == ("done", 1)


@pytest.mark.usefixtures("private")
def test_a_form_does_not_fetch(alice: Person) -> None:
    address = "https://example.com/cat.png"
    page = alice.generate("apiframe/flux-2-flex/generate", input_images=address)
    assert page.status_code == 422
    assert not Generation.objects.exists()


def claim(row: Generation) -> tuple[Generation, Worker]:
    worker = Worker.objects.create()
    assert row.claim(worker)
    row.refresh_from_db()
    return row, worker


@pytest.mark.usefixtures("private")
def test_fetches_no_more_pictures_after_the_time_limit(program: Program) -> None:
    with serving(picture(), picture()) as server:
        row, worker = claim(references(program, server, 2))
        times = iter([0.0, 1.0, 61.0])
        with pytest.raises(Failed, match=r"2\.png"):
            fetch_inputs(row, worker, lambda fraction, stage: None, client=local_client(), clock=lambda: next(times))
    assert len(server.requests) == 1


@pytest.mark.usefixtures("private")
def test_a_cancelled_job_fetches_no_more(program: Program) -> None:
    def stop(fraction: float | None, stage: str) -> None:
        raise Cancelled("You cancelled this.")

    with serving(picture()) as server:
        row, worker = claim(references(program, server))
        with pytest.raises(Cancelled):
            fetch_inputs(row, worker, stop, client=local_client())
    assert server.requests == []


@pytest.mark.usefixtures("private")
def test_a_worker_that_lost_the_job_stores_nothing(program: Program) -> None:
    with serving(picture()) as server:
        row, worker = claim(references(program, server))
        row.release(worker)
        with pytest.raises(Cancelled):
            fetch_inputs(row, worker, lambda fraction, stage: None, client=local_client())
    assert row.inputs.count() == 0
