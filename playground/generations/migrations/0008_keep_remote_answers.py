from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generations", "0007_mark_lost_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="generation",
            name="remote_answer",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
