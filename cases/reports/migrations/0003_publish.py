"""Published reports, which the application may only add to and withdraw; schedules and their mails."""

import consular.organisation.models.people
import consular.privacy.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from consular.privacy.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0002_circuits'),
        ('reports', '0002_exports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(choices=[('last_week', 'Last week'), ('last_month', 'Last month'), ('last_8_weeks', 'Last 8 weeks')], max_length=16, verbose_name='period')),
                ('asked', models.JSONField(default=dict, verbose_name='step and filters')),
                ('rhythm', models.CharField(choices=[('weekly', 'Every week'), ('monthly', 'Every month')], max_length=8, verbose_name='how often')),
                ('weekday', models.PositiveSmallIntegerField(null=True, verbose_name='weekday')),
                ('day', models.PositiveSmallIntegerField(null=True, verbose_name='day of the month')),
                ('hour', models.PositiveSmallIntegerField(verbose_name='hour')),
                ('language', models.CharField(choices=consular.organisation.models.people.offered_languages, max_length=5, verbose_name='language')),
                ('state', models.CharField(choices=[('active', 'Running'), ('paused', 'Paused'), ('ended', 'Ended')], default='active', max_length=8, verbose_name='state')),
                ('ended', models.CharField(blank=True, choices=[('posting', 'The posting that gave the right to this report has ended.'), ('account', 'The account is no longer active.')], max_length=8, verbose_name='why it ended')),
                ('last_due_at', models.DateTimeField(null=True, verbose_name='last due')),
                ('next_at', models.DateTimeField(verbose_name='next due')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='clock of')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_schedules', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='post')),
            ],
            options={
                'verbose_name': 'schedule',
                'verbose_name_plural': 'schedules',
                'ordering': ['created_at'],
            },
        ),
        migrations.CreateModel(
            name='ScheduledMail',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('question', models.JSONField(verbose_name='question')),
                ('state', models.CharField(choices=[('queued', 'Waits to be sent'), ('sent', 'Sent'), ('failed', 'Could not be sent'), ('overtaken', 'Not sent: the next one was due first'), ('dropped', 'Not sent: the schedule was stopped before')], default='queued', max_length=10, verbose_name='state')),
                ('try_at', models.DateTimeField(verbose_name='next try')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent')),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='reports.schedule', verbose_name='schedule')),
            ],
            options={
                'verbose_name': 'mail of a schedule',
                'verbose_name_plural': 'mails of schedules',
                'ordering': ['-due_at'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=8, unique=True, verbose_name='code')),
                ('question', models.JSONField(verbose_name='question')),
                ('audience', models.CharField(choices=[('post', 'The supervisors of the post: true figures'), ('outside', 'Leaves the post: small counts are left out')], max_length=8, verbose_name='audience')),
                ('posts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None, verbose_name='posts')),
                ('post_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='posts')),
                ('tables', models.JSONField(verbose_name='figures')),
                ('left_out', models.JSONField(verbose_name='what was left out')),
                ('words', models.JSONField(verbose_name='labels')),
                ('definitions', models.CharField(max_length=12, verbose_name='version of the definitions')),
                ('as_of_seq', models.BigIntegerField(verbose_name='last event')),
                ('as_of_at', models.DateTimeField(null=True, verbose_name='as of')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('note', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='note')),
                ('published_at', models.DateTimeField(verbose_name='published')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                ('withdrawn_reason', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='reason')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
            ],
            options={
                'verbose_name': 'published report',
                'verbose_name_plural': 'published reports',
                'ordering': ['-published_at'],
                'indexes': [models.Index(fields=['-published_at'], name='publication_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='publication_has_a_hash'), models.CheckConstraint(condition=models.Q(('audience__in', ['post', 'outside'])), name='publication_audience_known'), models.CheckConstraint(condition=models.Q(models.Q(('posts', []), _negated=True), models.Q(('post_ids', []), _negated=True)), name='publication_has_posts'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None), ('withdrawn_reason', b'')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_reason', b''), _negated=True)), _connector='OR'), name='publication_withdrawn_by_somebody_for_a_reason')],
            },
        ),
        migrations.AddIndex(
            model_name='schedule',
            index=models.Index(condition=models.Q(('state', 'active')), fields=['next_at'], name='schedule_due'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day', None), ('rhythm', 'weekly'), ('weekday__range', (0, 6))), models.Q(('day__range', (1, 28)), ('rhythm', 'monthly'), ('weekday', None)), _connector='OR'), name='schedule_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('hour__range', (0, 23))), name='schedule_hour_of_a_day'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ended'), models.Q(('ended', ''), _negated=True)), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended', '')), _connector='OR'), name='schedule_ends_for_a_reason'),
        ),
        migrations.AddIndex(
            model_name='scheduledmail',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['try_at'], name='scheduled_mail_due'),
        ),
        migrations.AddConstraint(
            model_name='scheduledmail',
            constraint=models.UniqueConstraint(fields=('schedule', 'due_at'), name='scheduled_mail_once'),
        ),
        migrations.AddConstraint(
            model_name='scheduledmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='scheduled_mail_sent_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='scheduledmail',
            constraint=models.CheckConstraint(condition=models.Q(('try_at__gte', models.F('due_at'))), name='scheduled_mail_not_before_due'),
        ),
        append_only("reports_publication", but="withdrawn_at, withdrawn_by_id, withdrawn_reason"),
    ]
