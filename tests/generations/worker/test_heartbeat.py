"""The heartbeat of a worker: other workers see by it that this one lives."""

from datetime import timedelta

from django.utils import timezone

from playground.generations.models import Worker
from playground.generations.worker.heartbeat import Heartbeat


def test_the_heartbeat_creates_the_workers_row_again_where_it_was_deleted(worker: Worker) -> None:
    Worker.objects.update(heartbeat=timezone.now() - timedelta(minutes=1))
    assert not Worker.objects.alive().exists()
    worker.write_heartbeat()
    assert Worker.objects.alive().get() == worker
    Worker.objects.all().delete()
    worker.write_heartbeat()
    assert Worker.objects.alive().get() == worker


def test_a_heartbeat_from_before_the_clock_was_set_back_does_not_count(worker: Worker) -> None:
    Worker.objects.update(heartbeat=timezone.now() + timedelta(hours=1))
    assert not Worker.objects.alive().exists()
    worker.write_heartbeat()
    assert Worker.objects.alive().get() == worker


def test_the_heartbeat_ends_when_it_is_stopped() -> None:
    heartbeat = Heartbeat()
    heartbeat.stop()
    heartbeat.start()
    heartbeat.join(timeout=5)
    assert not heartbeat.is_alive()
