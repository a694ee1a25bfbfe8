"""Exports that are asked for, and the sealed pieces of their files."""


import consular.privacy.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0002_circuits'),
        ('reports', '0001_rollups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('figures', 'Figures'), ('pack', 'Pack of the public counters'), ('alerts', 'Rows: alerts'), ('cases', 'Rows: cases')], max_length=8, verbose_name='what')),
                ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'XLSX'), ('pdf', 'PDF'), ('zip', 'ZIP')], max_length=4, verbose_name='format')),
                ('question', models.JSONField(verbose_name='question')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
                ('reason', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='reason')),
                ('state', models.CharField(choices=[('requested', 'Waits for a second person'), ('approved', 'Waits to be made'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('building', 'Being made'), ('ready', 'Ready'), ('failed', 'Failed'), ('stopped', 'Stopped'), ('expired', 'Expired')], default='requested', max_length=12, verbose_name='state')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='approved or refused at')),
                ('answer', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='why it was refused')),
                ('failure', models.CharField(blank=True, choices=[('not_printed', 'The printing failed several times. Ask again; if it fails again, tell the administrator.'), ('too_many', 'There are more than 100,000 rows. Ask for a shorter period.'), ('no_access', 'Who asked may no longer see these figures.'), ('error', 'It failed several times. Ask again; if it fails again, tell the administrator.')], max_length=12, verbose_name='why it failed')),
                ('turn', models.PositiveIntegerField(default=0, editable=False)),
                ('tries', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('lease_ends_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('done', models.PositiveIntegerField(default=0, verbose_name='steps done')),
                ('of', models.PositiveIntegerField(default=0, verbose_name='of how many steps')),
                ('size', models.PositiveIntegerField(default=0, verbose_name='size')),
                ('rows', models.PositiveIntegerField(blank=True, null=True, verbose_name='rows')),
                ('ready_at', models.DateTimeField(blank=True, null=True, verbose_name='ready at')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('consulate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='post')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved or refused by')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
            },
        ),
        migrations.CreateModel(
            name='ExportChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('rows', 'rows'), ('file', 'file')], max_length=4)),
                ('number', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='reports.exportrequest')),
            ],
        ),
        migrations.AddIndex(
            model_name='exportrequest',
            index=models.Index(fields=['asked_by', '-asked_at'], name='export_of_asker'),
        ),
        migrations.AddIndex(
            model_name='exportrequest',
            index=models.Index(condition=models.Q(('state', 'requested')), fields=['consulate', 'asked_at'], name='export_waiting'),
        ),
        migrations.AddIndex(
            model_name='exportrequest',
            index=models.Index(condition=models.Q(('state__in', ['approved', 'building'])), fields=['lease_ends_at'], name='export_to_be_made'),
        ),
        migrations.AddIndex(
            model_name='exportrequest',
            index=models.Index(condition=models.Q(('state', 'ready')), fields=['expires_at'], name='export_to_expire'),
        ),
        migrations.AddConstraint(
            model_name='exportrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('what__in', ['alerts', 'cases']), _negated=True), models.Q(('consulate__isnull', False), models.Q(('reason', b''), _negated=True)), _connector='OR'), name='export_of_people_has_post_and_reason'),
        ),
        migrations.AddConstraint(
            model_name='exportrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('what__in', ['alerts', 'cases']), _negated=True), ('state__in', ['requested', 'withdrawn', 'expired']), ('decided_by__isnull', False), _connector='OR'), name='export_of_people_has_second_person'),
        ),
        migrations.AddConstraint(
            model_name='exportrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='export_decided_by_another_person'),
        ),
        migrations.AddConstraint(
            model_name='exportrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expires_at__isnull', True), ('ready_at__isnull', True), models.Q(('state', 'ready'), _negated=True)), models.Q(('expires_at__gt', models.F('ready_at')), ('ready_at__isnull', False), ('state__in', ['ready', 'expired'])), _connector='OR'), name='export_ready_expires'),
        ),
        migrations.AddConstraint(
            model_name='exportrequest',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('of'))), name='export_progress_within'),
        ),
        migrations.AddConstraint(
            model_name='exportchunk',
            constraint=models.UniqueConstraint(fields=('export', 'part', 'number'), name='export_chunk_once'),
        ),
    ]
