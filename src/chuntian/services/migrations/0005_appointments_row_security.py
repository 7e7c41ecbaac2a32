"""The guard over appointments: they go with their order."""

from django.db import migrations

from chuntian.trail import row_security


def guard(apps, schema_editor):
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("services", "0004_appointments")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
