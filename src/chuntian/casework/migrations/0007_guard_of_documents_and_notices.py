"""The guard over documents of cases, public notices and objections."""

from django.db import migrations

from chuntian.trail import row_security


def guard(apps, schema_editor):
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_documents_notices_reviews"), ("web", "0005_letter_forms")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
