from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import StrIndex, Substr


class Migration(migrations.Migration):
    dependencies = [
        ("generations", "0003_add_idempotency_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="generation",
            name="dialect",
            field=models.GeneratedField(
                db_persist=True,
                expression=Substr("spec_id", 1, StrIndex("spec_id", Value("/")) - 1),
                output_field=models.CharField(max_length=20),
            ),
        ),
        migrations.AddIndex(
            model_name="generation",
            index=models.Index(
                condition=models.Q(("deleted", None)),
                fields=["owner", "source", "dialect", "-created", "-id"],
                name="generation_jobs",
            ),
        ),
    ]
