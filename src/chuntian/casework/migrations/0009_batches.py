"""Several tasks worked on in one go, and who has taken a task over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import chuntian.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0008_bill"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="taken_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL,
                verbose_name="谁在办",
            ),
        ),
        migrations.CreateModel(
            name="TaskBatch",
            fields=[
                ("region", models.CharField(db_index=True, max_length=12, verbose_name="地区")),
                ("id", models.BigIntegerField(default=chuntian.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("deed", models.CharField(choices=[("close", "办结"), ("contact", "记下联系"), ("take", "接手")], max_length=8)),
                ("outcome", models.CharField(blank=True, help_text="of closing: the task's; of contacts: the result", max_length=12)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["by", "at"], name="casework_batch_list")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("deed__in", ["close", "contact", "take"])), name="casework_batch_deed"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskBatchItem",
            fields=[
                ("id", models.BigIntegerField(default=chuntian.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("done", models.BooleanField()),
                ("why_not", models.CharField(blank=True, max_length=200)),
                ("undone_at", models.DateTimeField(null=True)),
                ("batch", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="items", to="casework.taskbatch")),
                ("task", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.task")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "task"), name="casework_batch_task_once"),
                    models.CheckConstraint(
                        condition=models.Q(("done", True), models.Q(("why_not", ""), _negated=True), _connector="OR"),
                        name="casework_batch_says_why_not",
                    ),
                ],
            },
        ),
    ]  # fmt: skip
