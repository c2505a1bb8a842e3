"""Keep the address of a person's own server, and what it offers, with its key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The keys for public APIs have no address."""

    dependencies = [("accounts", "0010_add_file_pattern")]

    operations = [
        migrations.AddField(
            "remotekey",
            "address",
            models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField("remotekey", "offers", models.JSONField(blank=True, null=True)),
    ]
