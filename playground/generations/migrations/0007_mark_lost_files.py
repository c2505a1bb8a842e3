from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generations", "0006_index_filters"),
    ]

    operations = [
        migrations.AddField(
            model_name="asset",
            name="lost",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="picture",
            name="lost",
            field=models.BooleanField(default=False),
        ),
    ]
