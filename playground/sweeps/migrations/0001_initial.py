"""Sweeps, their cells, what was bought for them, and links to them."""

import django.db.models.deletion
import django.utils.timezone
import playground.generations.models.ordered_json
import playground.generations.models.share
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0011_add_own_servers"),
        ("generations", "0026_fill_request_digests"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(default="grid", max_length=8)),
                ("spec_id", models.CharField(max_length=120)),
                ("params", playground.generations.models.ordered_json.OrderedJSONField(default=dict)),
                ("axes", playground.generations.models.ordered_json.OrderedJSONField(default=list)),
                ("rows", models.PositiveIntegerField(default=1)),
                ("columns", models.PositiveIntegerField(default=1)),
                ("sources", playground.generations.models.ordered_json.OrderedJSONField(default=dict)),
                ("budget", models.BigIntegerField(blank=True, null=True)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("deleted", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sweeps",
                        to="accounts.owner",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sweeps",
                        to="generations.generation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quoted", models.BigIntegerField(blank=True, null=True)),
                (
                    "generation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="purchase",
                        to="generations.generation",
                    ),
                ),
                (
                    "sweep",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="purchases", to="sweeps.sweep"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Cell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField()),
                ("column", models.PositiveIntegerField(default=0)),
                ("spec_id", models.CharField(max_length=120)),
                ("params", playground.generations.models.ordered_json.OrderedJSONField(blank=True, null=True)),
                ("quoted", models.BigIntegerField(blank=True, null=True)),
                ("problem", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("digest", models.CharField(blank=True, max_length=32)),
                ("reused", models.BooleanField(default=False)),
                (
                    "generation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cells",
                        to="generations.generation",
                    ),
                ),
                (
                    "sweep",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cells",
                        to="sweeps.sweep",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SweepShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.CharField(default=playground.generations.models.share.new_slug, max_length=32, unique=True),
                ),
                ("shows_prompt", models.BooleanField(default=False)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked", models.DateTimeField(blank=True, null=True)),
                (
                    "sweep",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="sweeps.sweep"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="sweep",
            index=models.Index(
                condition=models.Q(("deleted", None)), fields=["owner", "-created", "-id"], name="sweep_list"
            ),
        ),
        migrations.AddIndex(
            model_name="sweep",
            index=models.Index(fields=["owner"], name="sweep_owner"),
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.UniqueConstraint(fields=("sweep", "row", "column"), name="one_cell_a_place"),
        ),
    ]
