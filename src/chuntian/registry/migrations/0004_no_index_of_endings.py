from django.db import migrations, models


def empty(apps, editor):
    """Empty the index: who knows one number knows, from the open birth dates, those of all with an equal ending (B19)."""
    apps.get_model("registry", "Person").objects.exclude(last4_index="").update(last4_index="")


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_name_search")]

    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "person", "last4_index", models.CharField(db_index=True, default="", editable=False, max_length=32)
                )
            ]
        ),
    ]
