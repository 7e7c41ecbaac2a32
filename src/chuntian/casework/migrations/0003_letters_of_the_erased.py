from django.db import migrations

from chuntian.trail.triggers import append_only

SAME = ("id", "region", "kind", "person_id", "case_id", "programme", "sha256", "law_version", "issued_at", "issued_by_id")
# A letter's words never change. They may go as a whole, when the person they were written to is erased.
ERASED = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in SAME) + " AND NEW.content = '{}'"
TABLE, MESSAGE = "casework_letter", "letters are never changed after they were issued"


def drop(apps, editor):
    append_only(TABLE, MESSAGE).reverse_code(apps, editor)


def make(apps, editor):
    append_only(TABLE, MESSAGE).code(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_letters")]

    operations = [migrations.RunPython(drop, make), append_only(TABLE, MESSAGE, unless=ERASED)]
