"""Applications that are being written, sealed; and the guard over their table."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import chuntian.kernel.ids
import chuntian.trail.protected
from chuntian.trail import row_security


def guard(apps, schema_editor):
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0009_letter_forms"),
        ("web", "0005_letter_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApplicationDraft",
            fields=[
                ("region", models.CharField(db_index=True, max_length=12, verbose_name="地区")),
                (
                    "id",
                    models.BigIntegerField(
                        default=chuntian.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme", models.CharField(max_length=60)),
                ("said", chuntian.trail.protected.ProtectedTextField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "person", "programme"), name="web_one_draft")],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
