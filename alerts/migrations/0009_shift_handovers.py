"""Hand-overs of shifts, and the index that finds what a post has handled."""

import consular.privacy.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0008_drills'),
        ('organisation', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ShiftDigest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(verbose_name='since')),
                ('handed_at', models.DateTimeField(verbose_name='handed over at')),
                ('remark', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='remark')),
                ('content', models.JSONField(verbose_name='content')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed at')),
                ('changes', models.JSONField(default=list, verbose_name='changes until the signature')),
            ],
            options={
                'verbose_name': 'shift hand-over',
                'verbose_name_plural': 'shift hand-overs',
            },
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('state', 'handled')), fields=['consulate', 'handled_at'], name='alert_handled_by_post'),
        ),
        migrations.AddField(
            model_name='shiftdigest',
            name='consulate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='post'),
        ),
        migrations.AddField(
            model_name='shiftdigest',
            name='handed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handed over by'),
        ),
        migrations.AddField(
            model_name='shiftdigest',
            name='signed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signed by'),
        ),
        migrations.AddIndex(
            model_name='shiftdigest',
            index=models.Index(fields=['consulate', '-handed_at'], name='shift_by_post'),
        ),
        migrations.AddConstraint(
            model_name='shiftdigest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False), models.Q(('signed_by', models.F('handed_by')), _negated=True)), _connector='OR'), name='shift_signed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='shiftdigest',
            constraint=models.UniqueConstraint(condition=models.Q(('signed_at__isnull', True)), fields=('consulate',), name='shift_one_waits_at_a_time'),
        ),
    ]
