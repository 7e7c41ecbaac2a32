"""
Fewer and smaller indexes of persons: a large list writes each of them.

That a number is registered once is held by an index of its own, which SQLite too can build after a large load; nearly all
rows are empty in the columns of household and merging; the index of endings had nothing left to find.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_statements_of_the_erased")]

    operations = [
        migrations.AlterField(
            "person",
            "household",
            models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL,
                related_name="persons", to="registry.household",
            ),
        ),
        migrations.AlterField("person", "last4_index", models.CharField(default="", editable=False, max_length=32)),
        migrations.AlterField(
            "person",
            "merged_into",
            models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="merged", to="registry.person",
            ),
        ),
        migrations.AlterField("person", "resident_index", models.CharField(max_length=32)),
        migrations.AddIndex(
            "person",
            models.Index(condition=models.Q(("household__isnull", False)), fields=["household"], name="person_household"),
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="person_merged_into"
            ),
        ),
        migrations.AddConstraint(
            "person", models.UniqueConstraint(models.F("resident_index"), name="person_resident_once")
        ),
    ]  # fmt: skip
