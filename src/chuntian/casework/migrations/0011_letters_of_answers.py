"""Letters of what came of a review or a complaint; each of them, too, is issued once."""

from django.db import migrations, models

KINDS = [
    ("approval", "批准决定书"), ("refusal", "不予批准决定书"), ("papers", "申请补正材料告知书"), ("notice", "政策告知书"),
    ("review", "复核决定书"), ("answer", "投诉答复书"), ("not_taken", "不予受理告知书"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_guard_of_batches")]

    operations = [
        migrations.AlterField("letter", "kind", models.CharField(choices=KINDS, max_length=10, verbose_name="文书")),
        migrations.RemoveConstraint("letter", "casework_one_decision_letter"),
        migrations.AddConstraint(
            "letter",
            models.UniqueConstraint(
                condition=models.Q(("kind__in", ("approval", "refusal", "review", "answer", "not_taken"))), fields=("case",),
                name="casework_one_decision_letter",
            ),
        ),
    ]  # fmt: skip
