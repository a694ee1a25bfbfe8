"""Who is the same person as somebody else, what is to be done until when, and what reports count together."""

import consular.privacy.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0013_identity'),
        ('cases', '0003_calendar_and_custody'),
        ('organisation', '0002_circuits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonMerge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('moved', models.JSONField(default=dict, verbose_name='moved')),
                ('merged_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='merged at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
            ],
            options={
                'verbose_name': 'merge of people',
                'verbose_name_plural': 'merges of people',
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('call_person', 'Call the person'), ('call_family', 'Call the family'), ('call_facility', 'Call the facility'), ('visit', 'Visit'), ('check_hearing', 'Check a hearing'), ('get_document', 'Get a document'), ('file', 'File with the court'), ('translate', 'Translate'), ('write', 'Write to an authority'), ('other', 'Something else')], max_length=16, verbose_name='kind')),
                ('detail', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='detail')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written at')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('nudge_due_at', models.DateTimeField(blank=True, null=True, verbose_name='next reminder at')),
                ('nudged_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded at')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
            },
        ),
        migrations.AddField(
            model_name='case',
            name='counted_with',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='counted with, in reports'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(condition=models.Q(('state__in', ['sent', 'viewed'])), fields=['sent_at'], name='offer_open'),
        ),
        migrations.AddField(
            model_name='personmerge',
            name='absorbed',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.person', verbose_name='absorbed'),
        ),
        migrations.AddField(
            model_name='personmerge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.person', verbose_name='kept'),
        ),
        migrations.AddField(
            model_name='personmerge',
            name='merged_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='merged by'),
        ),
        migrations.AddField(
            model_name='personmerge',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by'),
        ),
        migrations.AddField(
            model_name='task',
            name='case',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='cases.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='task',
            name='consulate',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='post'),
        ),
        migrations.AddField(
            model_name='task',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddField(
            model_name='task',
            name='done_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by'),
        ),
        migrations.AddField(
            model_name='task',
            name='matter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='cases.legalmatter', verbose_name='legal matter'),
        ),
        migrations.AddField(
            model_name='task',
            name='nudged_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reminded by'),
        ),
        migrations.AddField(
            model_name='task',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who does it'),
        ),
        migrations.AddIndex(
            model_name='personmerge',
            index=models.Index(fields=['kept', '-merged_at'], name='merge_of_person'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('absorbed',), name='person_absorbed_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('absorbed')), _negated=True), name='merge_of_two_people'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='merge_undone_by_a_person'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['owner', 'due_at'], name='task_open_by_owner'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['consulate', 'due_at'], name='task_open_by_post'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at'], name='task_open_by_time'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('nudge_due_at__isnull', False)), fields=['nudge_due_at'], name='task_to_nudge'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['case', 'due_at'], name='task_of_case'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('consulate__isnull', False), ('matter__isnull', True)), models.Q(('case__isnull', False), ('consulate__isnull', True), ('matter__isnull', True)), models.Q(('case__isnull', True), ('consulate__isnull', True), ('matter__isnull', False)), _connector='OR'), name='task_belongs_to_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False), ('nudge_due_at__isnull', True)), _connector='OR'), name='task_done_by_a_person'),
        ),
    ]
