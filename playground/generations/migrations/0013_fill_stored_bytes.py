from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce


def fill_stored_bytes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What thumbnails of older pictures take up is not known, and not counted."""
    owner, asset, picture = (
        apps.get_model(*name) for name in (("accounts", "Owner"), ("generations", "Asset"), ("generations", "Picture"))
    )
    assets = asset.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
    pictures = picture.objects.filter(generation__owner=OuterRef("pk")).order_by().values("generation__owner")
    parts = [Subquery(rows.annotate(total=Sum("byte_size")).values("total")) for rows in (assets, pictures)]
    owner.objects.update(stored_bytes=Coalesce(parts[0], 0) + Coalesce(parts[1], 0))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_count_stored_bytes"),
        ("generations", "0012_count_derived_bytes"),
    ]

    operations = [migrations.RunPython(fill_stored_bytes, migrations.RunPython.noop, elidable=True)]
