from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generations", "0004_index_jobs"),
    ]

    operations = [
        migrations.AddField(
            model_name="generation",
            name="key_source",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="generation",
            name="remote_id",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="generation",
            name="remote_url",
            field=models.TextField(blank=True),
        ),
    ]
