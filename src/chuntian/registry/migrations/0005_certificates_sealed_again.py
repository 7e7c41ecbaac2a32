from django.db import migrations

from chuntian.trail.triggers import append_only

SAME = (
    "id", "person_id", "category", "grade", "components", "issued_on", "expires_on", "status", "status_on", "residence",
    "as_of", "known_since", "source_id", "row", "region",
)  # fmt: skip
# A certificate's row is never changed. Its number may be sealed under a newer key, or go when the person is erased.
UNLESS = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in SAME) + (
    " AND ((NEW.number_index = OLD.number_index AND (NEW.number IS NULL) = (OLD.number IS NULL))"
    " OR (NEW.number IS NULL AND NEW.number_index = ''))"
)
TABLE, MESSAGE = "registry_certificate", "certificate rows are append-only"


def drop(apps, editor):
    append_only(TABLE, MESSAGE).reverse_code(apps, editor)


def make(apps, editor):
    append_only(TABLE, MESSAGE).code(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_no_index_of_endings")]

    operations = [migrations.RunPython(drop, make), append_only(TABLE, MESSAGE, unless=UNLESS)]
