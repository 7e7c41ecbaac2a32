"""What was prepared is decided once, as it was prepared: triggers on both engines hold it."""

from django.db import migrations

from chuntian.trail.triggers import append_only

SAME = " AND ".join(
    f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}"
    for name in (
        "id", "key", "value", "region", "valid_from", "valid_to", "document", "article", "checked_on", "prepared_by_id",
        "prepared_at",
    )
)


class Migration(migrations.Migration):
    dependencies = [("standards", "0001_initial"), ("trail", "0003_keyed_marks")]
    operations = [
        append_only("standards_change", "a change of a standard is decided once, as prepared", f"OLD.state = 'prepared' AND {SAME}")
    ]
