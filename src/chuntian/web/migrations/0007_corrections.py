"""The guard over the table in which persons say what is wrong in their files."""

from django.db import migrations

from chuntian.trail import row_security


def guard(apps, schema_editor):
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("web", "0006_drafts"), ("casework", "0005_corrections")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
