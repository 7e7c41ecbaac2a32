from importlib import import_module

from django.db import migrations, models

from chuntian.trail.digests import entry_marks, head_mark
from chuntian.trail.triggers import append_only

# SQLite makes a table anew to add a column, and its triggers go with the old one.
BEFORE = import_module("chuntian.trail.migrations.0002_append_only").ERASURE
ERASURE = f"{BEFORE} AND NEW.mark = OLD.mark"
MESSAGE = "the audit log is append-only"


def mark_what_is_there(apps, editor):
    """Vouch for what was written before there were marks: it is as trustworthy as it was on that day, and no more."""
    entries, chains = apps.get_model("trail", "Entry").objects, apps.get_model("trail", "Chain").objects
    last = -(2**63)
    while rows := list(entries.filter(id__gt=last).order_by("id").values_list("id", "digest")[:5000]):
        marks = entry_marks([digest for _, digest in rows])
        with editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE trail_entry SET mark = %s WHERE id = %s",
                [(mark, pk) for mark, (pk, _) in zip(marks, rows, strict=True)],
            )
        last = rows[-1][0]
    for chain in chains.all():
        chain.mark = head_mark(chain.region, chain.seq, chain.digest)
        chain.save(update_fields=["mark"])


def drop_triggers(apps, editor):
    append_only("trail_entry", MESSAGE, unless=BEFORE).reverse_code(apps, editor)


def make_triggers(apps, editor):
    append_only("trail_entry", MESSAGE, unless=BEFORE).code(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("trail", "0002_append_only")]

    operations = [
        migrations.RunPython(drop_triggers, make_triggers),
        migrations.AddField("chain", "mark", models.CharField(default="", max_length=32, verbose_name="链头印记")),
        migrations.AddField("entry", "mark", models.CharField(default="", max_length=32, verbose_name="印记")),
        migrations.RunPython(mark_what_is_there, migrations.RunPython.noop),
        append_only("trail_entry", MESSAGE, unless=ERASURE),
    ]
