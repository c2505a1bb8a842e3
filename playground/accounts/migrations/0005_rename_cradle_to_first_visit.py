from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_add_remote_keys"),
    ]

    operations = [
        migrations.RenameField(model_name="owner", old_name="cradle", new_name="first_visit"),
    ]
