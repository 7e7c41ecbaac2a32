from importlib import import_module

from django.db import migrations

from chuntian.trail.triggers import append_only

BEFORE = import_module("chuntian.registry.migrations.0002_append_only").SUBJECT_FOUND
SAME = ("id", "subject_kind", "subject_id", "kind", "as_of", "true_to", "known_since", "source_id", "row", "region")
# What a statement says may go as a whole, when its person is erased; what remains cannot be changed.
ERASED = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in SAME) + (
    " AND NEW.\"values\" = '{}' AND NEW.subject_index = ''"
)
TABLE, MESSAGE = "registry_statement", "statements are append-only"


def drop(apps, editor):
    append_only(TABLE, MESSAGE).reverse_code(apps, editor)


def make(apps, editor):
    append_only(TABLE, MESSAGE, unless=BEFORE).code(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_erasure")]

    operations = [
        migrations.RunPython(drop, make),
        append_only(TABLE, MESSAGE, unless=f"({BEFORE}) OR ({ERASED})"),
    ]
