"""The guard over the table in which persons say how they want their letters."""

from django.db import migrations

from chuntian.trail import row_security


def guard(apps, schema_editor):
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("web", "0004_exports"), ("registry", "0009_letter_forms")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
