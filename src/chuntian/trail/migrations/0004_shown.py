"""From a person to the entries that name him among others, and from a clerk to what he opened within the hour."""

import json

from django.db import migrations, models

import chuntian.kernel.ids
from chuntian.trail.triggers import append_only

PIECE = 2_000


def lead_to_what_is_there(apps, editor):
    """Write the rows for the searches of the time before."""
    entries, shown = apps.get_model("trail", "Entry").objects, apps.get_model("trail", "Shown")
    searches = entries.filter(subject_kind="search").exclude(salt="").order_by("id").values_list("id", "detail")
    rows = []
    for pk, detail in searches.iterator(chunk_size=PIECE):
        rows += [shown(entry_id=pk, person_id=one) for one in dict.fromkeys(json.loads(detail).get("persons", []))]
        if len(rows) >= PIECE:
            shown.objects.bulk_create(rows)
            rows = []
    shown.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("trail", "0003_keyed_marks")]

    operations = [
        migrations.CreateModel(
            name="Shown",
            fields=[
                ("id", models.BigIntegerField(default=chuntian.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField(verbose_name="人员")),
                ("entry", models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name="shown", to="trail.entry", verbose_name="审计记录")),
            ],
            options={
                "verbose_name": "列表中出现过的人",
                "constraints": [models.UniqueConstraint(fields=("person_id", "entry"), name="shown_once")],
            },
        ),
        append_only("trail_shown", "whom a list showed stays written down"),
        migrations.AddIndex("entry", models.Index(fields=["actor", "at"], name="entry_actor")),
        migrations.RunPython(lead_to_what_is_there, migrations.RunPython.noop),
    ]
