"""The guard over the lists that people keep."""

from django.db import migrations

from chuntian.trail import row_security


def guard(apps, schema_editor):
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("web", "0008_saved_lists"), ("casework", "0010_guard_of_batches")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
