"""The database's own guard over rows of persons: policies on every table with a region or a person (PostgreSQL)."""

from django.db import migrations

from chuntian.trail import row_security


def install(apps, schema_editor):
    row_security.install(schema_editor.connection)


def remove(apps, schema_editor):
    row_security.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0002_second_factor"),
        ("accounts", "0002_second_factor"),
        ("casework", "0002_letters"),
        ("exchange", "0001_initial"),
        ("money", "0002_append_only"),
        ("registry", "0003_name_search"),
        ("trail", "0002_append_only"),
    ]
    operations = [migrations.RunPython(install, remove)]
