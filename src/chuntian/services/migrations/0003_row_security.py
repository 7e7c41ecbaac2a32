"""The guard over needs, orders, sessions, claims, things and works."""

from django.db import migrations

from chuntian.trail import row_security


def guard(apps, schema_editor):
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0002_alone"), ("registry", "0009_letter_forms"), ("exchange", "0002_partners"),
        ("trail", "0003_keyed_marks"), ("accounts", "0002_second_factor"), ("casework", "0008_bill"),
    ]  # fmt: skip
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
