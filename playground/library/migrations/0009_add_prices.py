"""Find and sort by price. Triggers that `migrate` installs afterwards fill the column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_add_own_servers"),
        ("generations", "0024_add_prices"),
        ("library", "0008_stop_and_forget_changes"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="entry",
            name="entry_history",
        ),
        migrations.AddField(
            model_name="entry",
            name="price",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("deleted", None)),
                fields=[
                    "owner",
                    "-sort_key",
                    "status",
                    "rating",
                    "starred",
                    "verdict",
                    "shared",
                    "dialect",
                    "model",
                    "mode",
                    "engine",
                    "seed",
                    "steps",
                    "guidance",
                    "width",
                    "height",
                    "format",
                    "cost",
                    "price",
                    "references",
                    "generation",
                ],
                name="entry_history",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("deleted", None), ("price__gt", 0)),
                fields=["owner", "-price", "-sort_key"],
                name="entry_price",
            ),
        ),
    ]
