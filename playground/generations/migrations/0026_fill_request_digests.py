"""Fill in the digests of earlier requests, so that a sweep finds their pictures."""

import hashlib
import json
from itertools import batched

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STEP = 500


def fill_request_digests(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Pictures are all that a sweep looks for. The seed counts here, also where the model takes none."""
    generation = apps.get_model("generations", "Generation")
    rows = generation.objects.filter(status="done", request_digest="")
    # The ids first: an update of what is being read would end the reading on some databases.
    for ids in batched(list(rows.values_list("pk", flat=True)), STEP, strict=False):
        some = list(rows.filter(pk__in=ids).only("spec_id", "resolved", "engine", "key_source"))
        for row in some:
            values = [row.spec_id, dict(row.resolved), row.engine, row.key_source]
            row.request_digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]
        generation.objects.bulk_update(some, ["request_digest"])


class Migration(migrations.Migration):
    dependencies = [("generations", "0025_add_request_digest")]

    operations = [migrations.RunPython(fill_request_digests, migrations.RunPython.noop, elidable=True)]
