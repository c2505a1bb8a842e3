"""Keep what people may spend in a month, and what they have spent."""

from django.db import migrations, models


def owner(name: str, **facts: bool) -> models.ForeignKey:
    return models.ForeignKey(to="accounts.owner", on_delete=models.CASCADE, related_name=name, **facts)


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0011_add_own_servers")]

    operations = [
        migrations.CreateModel(
            name="Cap",
            fields=[
                ("id", key()),
                ("key_source", models.CharField(max_length=8)),
                ("micros", models.BigIntegerField()),
                ("refuses_unknown", models.BooleanField(default=False)),
                ("owner", owner("caps")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "key_source"), name="one_cap_a_key_source")],
            },
        ),
        migrations.CreateModel(
            name="MonthlySpending",
            fields=[
                ("id", key()),
                ("month", models.DateField()),
                ("key_source", models.CharField(max_length=8)),
                ("micros", models.BigIntegerField(default=0)),
                ("owner", owner("months", db_index=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "month", "key_source"), name="one_row_a_month_and_key_source"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpendingCorrection",
            fields=[
                ("id", key()),
                ("month", models.DateField()),
                ("key_source", models.CharField(max_length=8)),
                ("micros", models.BigIntegerField()),
                ("owner", owner("corrections", db_index=False)),
            ],
            options={
                "indexes": [models.Index(fields=["owner", "month", "key_source"], name="spending_correction_month")],
            },
        ),
    ]
