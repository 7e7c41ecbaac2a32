"""Lists of persons that someone keeps, as a name and a filter."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import chuntian.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("web", "0007_corrections"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="SavedList",
            fields=[
                ("region", models.CharField(db_index=True, max_length=12, verbose_name="地区")),
                ("id", models.BigIntegerField(default=chuntian.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("asked", models.JSONField(help_text="the filter: places, level, category, age band, programme; nobody's name or number")),
                ("saved_at", models.DateTimeField()),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("user", "name"), name="web_list_named_once")]},
        ),
    ]  # fmt: skip
