"""The guard over what was done with several tasks in one go."""

from django.db import migrations

from chuntian.trail import row_security


def guard(apps, schema_editor):
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_batches"), ("web", "0007_corrections")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
