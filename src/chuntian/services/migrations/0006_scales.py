"""Scales say what more points mean and are withdrawn; assessments have a stage and are taken back; own word as a proof. Columns only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0005_appointments_row_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='stage',
            field=models.CharField(choices=[('before', '初期'), ('during', '中期'), ('after', '末期')], max_length=6, null=True, verbose_name='阶段'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='assessment',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assessment',
            name='withdrawn_why',
            field=models.CharField(max_length=300, null=True),
        ),
        migrations.AddField(
            model_name='scaleform',
            name='more_is',
            field=models.CharField(choices=[('better', '分越高越好'), ('worse', '分越低越好')], max_length=6, null=True),
        ),
        migrations.AddField(
            model_name='scaleform',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='scaleform',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scaleform',
            name='withdrawn_why',
            field=models.CharField(max_length=300, null=True),
        ),
        migrations.AlterField(
            model_name='session',
            name='proof',
            field=models.CharField(blank=True, choices=[('own', '本人在自己的页面上确认'), ('code', '确认码'), ('signature', '签字'), ('photo', '照片'), ('helper', '帮助人代为确认')], max_length=10, verbose_name='确认方式'),
        ),
    ]
