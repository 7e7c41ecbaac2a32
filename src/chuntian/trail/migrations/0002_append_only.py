from django.db import migrations

from chuntian.trail.triggers import append_only

# An erasure empties what an entry says and touches nothing else.
ERASURE = (
    "NEW.salt = '' AND NEW.subject_id = '' AND NEW.reason = '' AND NEW.detail = '{}' AND NEW.id = OLD.id "
    "AND NEW.chain = OLD.chain AND NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.actor = OLD.actor "
    "AND NEW.action = OLD.action AND NEW.subject_kind = OLD.subject_kind AND NEW.region = OLD.region "
    "AND NEW.content = OLD.content AND NEW.digest = OLD.digest"
)


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]

    operations = [append_only("trail_entry", "the audit log is append-only", unless=ERASURE)]
