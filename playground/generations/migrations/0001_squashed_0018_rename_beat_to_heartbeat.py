import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import playground.generations.models.ordered_json
import playground.generations.models.share
import uuid
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("generations", "0001_initial"),
        ("generations", "0002_add_webhooks"),
        ("generations", "0003_add_idempotency_keys"),
        ("generations", "0004_index_jobs"),
        ("generations", "0005_add_remote_jobs"),
        ("generations", "0006_index_filters"),
        ("generations", "0007_mark_lost_files"),
        ("generations", "0008_keep_remote_answers"),
        ("generations", "0009_index_server_keys"),
        ("generations", "0010_index_turns"),
        ("generations", "0011_add_request_ids"),
        ("generations", "0012_count_derived_bytes"),
        ("generations", "0013_fill_stored_bytes"),
        ("generations", "0014_share_files"),
        ("generations", "0015_limit_webhooks"),
        ("generations", "0016_fill_webhook_hosts"),
        ("generations", "0017_count_rows"),
        ("generations", "0018_rename_beat_to_heartbeat"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0008_add_guest_networks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Worker",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("started", models.DateTimeField(default=django.utils.timezone.now)),
                ("heartbeat", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Asset",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=160, unique=True)),
                ("format", models.CharField(max_length=4)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("byte_size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("lost", models.BooleanField(default=False)),
                ("derived_bytes", models.PositiveBigIntegerField(default=0)),
                ("stored_as", models.CharField(blank=True, max_length=160)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="assets", to="accounts.owner"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("stored_as", ""), _negated=True),
                        fields=["stored_as"],
                        name="asset_stored_as",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("spec_id", models.CharField(max_length=120)),
                ("values", models.JSONField(default=dict)),
                ("updated", models.DateTimeField(auto_now=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="accounts.owner"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["owner", "-updated"], name="draft_latest")],
                "constraints": [models.UniqueConstraint(fields=("owner", "spec_id"), name="one_draft_a_spec")],
            },
        ),
        migrations.CreateModel(
            name="Generation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wire_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("batch", models.UUIDField(db_index=True, default=uuid_utils.compat.uuid7)),
                ("variant", models.PositiveSmallIntegerField(default=0)),
                ("token", models.CharField(blank=True, max_length=40)),
                ("spec_id", models.CharField(max_length=120)),
                ("params", playground.generations.models.ordered_json.OrderedJSONField()),
                ("resolved", playground.generations.models.ordered_json.OrderedJSONField()),
                ("ignored", playground.generations.models.ordered_json.OrderedJSONField(blank=True, default=list)),
                ("count", models.PositiveSmallIntegerField(default=1)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("engine", models.CharField(max_length=20)),
                ("source", models.CharField(default="page", max_length=8)),
                ("origin", models.CharField(blank=True, max_length=200)),
                ("status", models.CharField(default="queued", max_length=10)),
                ("version", models.PositiveIntegerField(default=0)),
                ("progress", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("stage", models.CharField(blank=True, max_length=80)),
                ("error_code", models.CharField(blank=True, max_length=20)),
                ("error", models.TextField(blank=True)),
                ("notes", playground.generations.models.ordered_json.OrderedJSONField(blank=True, default=dict)),
                ("cost", models.FloatField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("cancel_requested", models.BooleanField(default=False)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent", models.DateTimeField(blank=True, null=True)),
                ("started", models.DateTimeField(blank=True, null=True)),
                ("finished", models.DateTimeField(blank=True, null=True)),
                ("deleted", models.DateTimeField(blank=True, null=True)),
                (
                    "dialect",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Substr(
                            "spec_id",
                            1,
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.functions.text.StrIndex("spec_id", models.Value("/")),
                                "-",
                                models.Value(1),
                            ),
                        ),
                        output_field=models.CharField(max_length=20),
                    ),
                ),
                ("key_source", models.CharField(blank=True, max_length=8)),
                ("remote_id", models.CharField(blank=True, max_length=200)),
                ("remote_url", models.TextField(blank=True)),
                ("remote_answer", models.JSONField(blank=True, null=True)),
                ("request_id", models.CharField(blank=True, db_default="", default="", max_length=32)),
                ("row_bytes", models.PositiveIntegerField(default=0)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="generations",
                        to="accounts.owner",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="generations.worker"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted", None)),
                        fields=["owner", "-created", "-id"],
                        name="generation_history",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("queued", "running"))),
                        fields=["status", "created"],
                        name="generation_active",
                    ),
                    models.Index(
                        condition=models.Q(("deleted__isnull", False)), fields=["deleted"], name="generation_deleted"
                    ),
                    models.Index(
                        condition=models.Q(("deleted", None)),
                        fields=["owner", "source", "dialect", "-created", "-id"],
                        name="generation_jobs",
                    ),
                    models.Index(
                        condition=models.Q(("deleted", None)),
                        fields=["owner", "source", "dialect", "status", "-created", "-id"],
                        name="generation_jobs_status",
                    ),
                    models.Index(
                        condition=models.Q(("deleted", None)),
                        fields=["owner", "source", "dialect", "spec_id", "-created", "-id"],
                        name="generation_jobs_spec",
                    ),
                    models.Index(
                        condition=models.Q(("deleted", None)),
                        fields=["owner", "source", "dialect", "spec_id", "status", "-created", "-id"],
                        name="generation_jobs_spec_status",
                    ),
                    models.Index(fields=["owner", "status"], name="generation_owner_status"),
                    models.Index(
                        condition=models.Q(("key_source", "server")), fields=["sent"], name="generation_server_sent"
                    ),
                    models.Index(
                        condition=models.Q(("key_source", "server")),
                        fields=["owner", "sent"],
                        name="generation_owner_server_sent",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("deleted", None),
                            ("status__in", ("queued", "running")),
                            models.Q(("engine", "remote"), _negated=True),
                        ),
                        fields=["status", "owner", "created", "id", "engine", "deleted"],
                        name="generation_local",
                    ),
                    models.Index(
                        condition=models.Q(("deleted", None), ("engine", "remote"), ("status", "queued")),
                        fields=["dialect", "owner", "created", "id"],
                        name="generation_remote",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("token", ""), _negated=True),
                        fields=("owner", "token", "variant"),
                        name="one_generation_a_token",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=255)),
                ("digest", models.CharField(max_length=64)),
                ("created", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "generation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="idempotency_keys",
                        to="generations.generation",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="idempotency_keys",
                        to="accounts.owner",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "key"), name="one_request_a_key")],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=160, unique=True)),
                ("format", models.CharField(max_length=4)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("byte_size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("seed", models.BigIntegerField()),
                ("lost", models.BooleanField(default=False)),
                ("derived_bytes", models.PositiveBigIntegerField(default=0)),
                (
                    "generation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="generations.generation",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(fields=("generation", "position"), name="one_picture_a_position")
                ],
            },
        ),
        migrations.CreateModel(
            name="Input",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "asset",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="generations.asset",
                    ),
                ),
                (
                    "generation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="inputs", to="generations.generation"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="generations.picture",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asset", None), ("picture__isnull", False)),
                            models.Q(("asset__isnull", False), ("picture", None)),
                            _connector="OR",
                        ),
                        name="input_is_asset_or_picture",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.CharField(default=playground.generations.models.share.new_slug, max_length=32, unique=True),
                ),
                ("include_inputs", models.BooleanField(default=False)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires", models.DateTimeField(blank=True, null=True)),
                ("revoked", models.DateTimeField(blank=True, null=True)),
                (
                    "generation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="generations.generation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WebhookReceiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=255)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failed", models.DateTimeField(default=django.utils.timezone.now)),
                ("paused_until", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.owner",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "host"), name="one_receiver_an_owner")],
            },
        ),
        migrations.CreateModel(
            name="WebhookSubscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.TextField()),
                ("events", models.JSONField(default=list)),
                ("signing_key", models.CharField(max_length=64)),
                ("ended", models.BooleanField(default=False)),
                ("progress_noted", models.DateTimeField(blank=True, null=True)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "generation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="webhook", to="generations.generation"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("ended", False)), fields=["created"], name="webhook_unended")
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event", models.CharField(max_length=12)),
                ("body", models.TextField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try", models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True)),
                ("delivered", models.DateTimeField(blank=True, null=True)),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                ("tries", models.JSONField(blank=True, default=list)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("claimed", models.DateTimeField(blank=True, null=True)),
                ("host", models.CharField(blank=True, editable=False, max_length=255)),
                ("owner", models.UUIDField(editable=False, null=True)),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="generations.webhooksubscription",
                    ),
                ),
            ],
            options={
                "ordering": ("created", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_try__isnull", False)), fields=["next_try"], name="webhook_due"
                    ),
                    models.Index(
                        condition=models.Q(("next_try__isnull", False)),
                        fields=["owner", "next_try", "host"],
                        name="webhook_due_by_owner",
                    ),
                    models.Index(
                        condition=models.Q(("claimed__isnull", False)), fields=["claimed"], name="webhook_claimed"
                    ),
                ],
            },
        ),
    ]
