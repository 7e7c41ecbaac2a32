"""The guard over the vouchers."""

from django.db import migrations

from chuntian.trail import row_security


def guard(apps, schema_editor):
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("money", "0003_vouchers"), ("registry", "0009_letter_forms"), ("trail", "0003_keyed_marks")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
