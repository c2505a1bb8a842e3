"""Correct the digests of earlier pictures of models without a seed, so that a sweep finds them."""

import hashlib
import json
from itertools import batched

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STEP = 500
# The models that had no seed when 0026 filled in the digests. It used the sketch's seed, which is not in the request.
SPECS = (
    "bfl/flux-3-image/generate",
    "onemin/flux-1.1-pro/generate",
    "onemin/flux-2-klein-4b/generate",
    "onemin/flux-2-klein-9b/generate",
    "onemin/flux-dev/generate",
    "onemin/flux-pro/generate",
    "onemin/flux-schnell/generate",
)


def correct_request_digests(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Read the rows of these models once; those with the right digest, which newer ones have, are not written."""
    generation = apps.get_model("generations", "Generation")
    rows = generation.objects.filter(status="done", spec_id__in=SPECS)
    # The ids first: an update of what is being read would end the reading on some databases.
    for ids in batched(list(rows.values_list("pk", flat=True)), STEP, strict=False):
        wrong = []
        for row in rows.filter(pk__in=ids).only("spec_id", "resolved", "engine", "key_source", "request_digest"):
            values = [row.spec_id, {**row.resolved, "seed": None}, row.engine, row.key_source]
            digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]
            if row.request_digest != digest:
                row.request_digest = digest
                wrong.append(row)
        generation.objects.bulk_update(wrong, ["request_digest"])


class Migration(migrations.Migration):
    dependencies = [("generations", "0030_add_input_roles")]

    operations = [migrations.RunPython(correct_request_digests, migrations.RunPython.noop, elidable=True)]
