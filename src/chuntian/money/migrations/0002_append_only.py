"""The ledger cannot be changed, whoever asks: triggers on both engines."""

from django.db import migrations

from chuntian.money import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
