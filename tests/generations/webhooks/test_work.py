"""Finding the next webhook takes no more work when thousands are waiting or already sent."""

from datetime import UTC, datetime, timedelta

from playground.accounts.models import Owner
from playground.generations.models import Generation, WebhookDelivery, WebhookSubscription
from playground.generations.models.owners_waiting import owners_with_webhooks_due
from tests.cast import JOB
from tests.generations.steps import only_sqlite, steps_of

NOW = datetime(2026, 3, 27, 10, tzinfo=UTC)


def fill(owner: Owner, number: int, **facts: object) -> None:
    """Make this number of an owner's webhooks due, one for each generation."""
    rows = [
        Generation(owner=owner, spec_id=JOB, params={}, resolved={"seed": 1}, width=8, height=8, status="failed")
        for _ in range(number)
    ]
    Generation.objects.bulk_create(rows)
    hooks = [WebhookSubscription(generation=row, url="https://h.example/", ended=True) for row in rows]
    WebhookSubscription.objects.bulk_create(hooks)
    due = {"event": "failed", "body": "{}", "owner": owner.id, "host": "h.example", "next_try": NOW} | facts
    WebhookDelivery.objects.bulk_create(WebhookDelivery(subscription=hook, **due) for hook in hooks)


@only_sqlite
def test_a_long_list_is_no_more_work(db: None) -> None:
    first, *others = [Owner.objects.create() for _ in range(6)]

    def work() -> tuple[int, int]:
        look = steps_of(lambda: owners_with_webhooks_due(NOW))
        return look, steps_of(lambda: list(WebhookDelivery.objects.due_to(first.id, NOW, ())[:2]))

    for owner in (first, *others):
        fill(owner, 3)
    small = work()
    fill(first, 1500)
    fill(first, 1500, next_try=None, delivered=NOW)
    large = work()
    assert min(small) > 0
    assert all(now <= before * 1.2 + 2 for before, now in zip(small, large, strict=True)), (small, large)


def test_owners_are_found_by_what_is_due(db: None) -> None:
    early, late, later = [Owner.objects.create() for _ in range(3)]
    fill(late, 2, next_try=NOW - timedelta(seconds=1))
    fill(early, 1, next_try=NOW - timedelta(seconds=9))
    fill(later, 1, next_try=NOW + timedelta(seconds=1))
    fill(later, 1, next_try=None)
    assert owners_with_webhooks_due(NOW) == [early.id, late.id]
