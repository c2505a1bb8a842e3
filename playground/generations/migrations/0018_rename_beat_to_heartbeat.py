"""Call the time at which a worker last said that it is alive its heartbeat."""

from django.db import migrations


class Migration(migrations.Migration):
    """Rename the column; its values stay."""

    dependencies = [("generations", "0017_count_rows")]

    operations = [migrations.RenameField(model_name="worker", old_name="beat", new_name="heartbeat")]
