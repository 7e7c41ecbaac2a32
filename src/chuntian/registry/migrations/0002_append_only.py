from django.db import migrations

from chuntian.trail.triggers import append_only

# The one change a statement knows: its subject becomes known.
SUBJECT_FOUND = (
    "OLD.subject_id IS NULL AND NEW.subject_id IS NOT NULL AND NEW.id = OLD.id AND NEW.subject_kind = OLD.subject_kind "
    "AND NEW.subject_index = OLD.subject_index AND NEW.kind = OLD.kind AND NEW.as_of = OLD.as_of "
    "AND (NEW.true_to = OLD.true_to OR (NEW.true_to IS NULL AND OLD.true_to IS NULL)) "
    "AND NEW.known_since = OLD.known_since AND NEW.source_id = OLD.source_id AND NEW.row = OLD.row "
    'AND NEW."values" = OLD."values" AND NEW.region = OLD.region'
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("trail", "0002_append_only")]

    operations = [
        append_only("registry_statement", "statements are append-only", unless=SUBJECT_FOUND),
        append_only("registry_certificate", "certificate rows are append-only"),
    ]
