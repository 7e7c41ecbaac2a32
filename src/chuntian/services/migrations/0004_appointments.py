"""Sessions planned ahead, and which session kept which appointment."""

import chuntian.kernel.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0009_letter_forms'),
        ('services', '0003_row_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('region', models.CharField(db_index=True, max_length=12, verbose_name='地区')),
                ('id', models.BigIntegerField(default=chuntian.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=60, verbose_name='项目')),
                ('staff', models.CharField(blank=True, max_length=60, verbose_name='谁来做')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('mode', models.CharField(choices=[('centre', '机构'), ('home', '上门'), ('remote', '远程')], default='centre', max_length=6, verbose_name='地点')),
                ('state', models.CharField(choices=[('planned', '已约定'), ('kept', '已服务'), ('moved', '已改期'), ('cancelled', '已取消'), ('missed', '没有来')], default='planned', max_length=9, verbose_name='状态')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='原因')),
                ('said_by', models.CharField(blank=True, choices=[('person', '本人'), ('provider', '机构')], max_length=8, verbose_name='由谁提出')),
                ('wish', models.CharField(blank=True, max_length=300, verbose_name='本人希望')),
                ('wished_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(null=True)),
                ('changed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('follows', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='services.appointment')),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='services.order')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('provider', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.provider')),
            ],
        ),
        migrations.AddField(
            model_name='session',
            name='appointment',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='services.appointment'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(condition=models.Q(('appointment__isnull', False), models.Q(('state', 'void'), _negated=True)), fields=('appointment',), name='services_session_of_appointment'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['person', 'starts_at'], name='services_appointment_person'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['provider', 'starts_at'], name='services_appointment_day'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('reminded_at__isnull', True), ('state', 'planned')), fields=['starts_at'], name='services_appointment_remind'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='services_appointment_hours'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['moved', 'cancelled']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='services_appointment_why'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'planned'), ('changed_at__isnull', False), _connector='OR'), name='services_appointment_changed'),
        ),
    ]
