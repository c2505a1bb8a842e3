import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_add_own_servers"),
        ("presets", "0002_keep_looks_and_templates"),
    ]

    operations = [
        migrations.AddField(
            model_name="look",
            name="roles",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="PromptList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prompts", models.JSONField(default=list)),
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prompt_list",
                        to="accounts.owner",
                    ),
                ),
            ],
        ),
    ]
