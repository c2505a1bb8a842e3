"""Remember which generation another one was made from, and how."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ADD_RELATION = "ALTER TABLE generations_generation ADD COLUMN relation varchar(10) DEFAULT '' NOT NULL"
REMOVE_RELATION = "ALTER TABLE generations_generation DROP COLUMN relation"


class Migration(migrations.Migration):
    """Existing generations have no parent."""

    dependencies = [("generations", "0020_count_draft_versions")]

    operations = [
        migrations.AddField(
            "generation",
            "parent",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="children",
                to="generations.generation",
            ),
        ),
        # Django would copy the whole table on SQLite to add a column with a default, and lose its triggers.
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(ADD_RELATION, REMOVE_RELATION)],
            [
                migrations.AddField(
                    "generation", "relation", models.CharField(blank=True, db_default="", default="", max_length=10)
                )
            ],
        ),
        migrations.AddIndex(
            "generation",
            models.Index(
                condition=Q(("parent__isnull", False)),
                fields=["parent", "owner", "created", "id"],
                name="generation_parent",
            ),
        ),
    ]
