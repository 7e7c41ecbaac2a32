"""The guard over whom a list showed: it goes with the person."""

from django.db import migrations

from chuntian.trail import row_security


def guard(apps, schema_editor):
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("web", "0009_guard_of_saved_lists"), ("trail", "0004_shown")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
