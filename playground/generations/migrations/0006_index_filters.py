import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_add_remote_keys"),
        ("generations", "0005_add_remote_jobs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="generation",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="generations",
                to="accounts.owner",
            ),
        ),
        migrations.AddIndex(
            model_name="generation",
            index=models.Index(
                condition=models.Q(("deleted", None)),
                fields=["owner", "source", "dialect", "status", "-created", "-id"],
                name="generation_jobs_status",
            ),
        ),
        migrations.AddIndex(
            model_name="generation",
            index=models.Index(
                condition=models.Q(("deleted", None)),
                fields=["owner", "source", "dialect", "spec_id", "-created", "-id"],
                name="generation_jobs_spec",
            ),
        ),
        migrations.AddIndex(
            model_name="generation",
            index=models.Index(
                condition=models.Q(("deleted", None)),
                fields=["owner", "source", "dialect", "spec_id", "status", "-created", "-id"],
                name="generation_jobs_spec_status",
            ),
        ),
        migrations.AddIndex(
            model_name="generation",
            index=models.Index(fields=["owner", "status"], name="generation_owner_status"),
        ),
    ]
