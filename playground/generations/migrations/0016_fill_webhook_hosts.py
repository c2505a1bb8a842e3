from typing import Any
from urllib.parse import urlsplit

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401
    """Say of whatever is still to be sent whose it is and to which host it goes."""
    deliveries = apps.get_model("generations", "WebhookDelivery").objects
    waiting = deliveries.filter(next_try__isnull=False).select_related("subscription__generation")
    for delivery in waiting.iterator(chunk_size=500):
        try:
            host = urlsplit(delivery.subscription.url).hostname or ""
        except ValueError:
            host = ""
        deliveries.filter(pk=delivery.pk).update(owner=delivery.subscription.generation.owner_id, host=host[:255])


class Migration(migrations.Migration):
    dependencies = [
        ("generations", "0015_limit_webhooks"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
