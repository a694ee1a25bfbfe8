"""The call-back script's ticks, welfare timers, notes that are due, offers that nobody answered, links between duplicates."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Offers that are waiting when this arrives are asked about in ten minutes.
WAITING_OFFERS = """
UPDATE alerts_alert SET handover_at = updated_at, handover_due_at = now() + interval '10 minutes' WHERE handover_to_id IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0006_places'),
        ('organisation', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ScriptTick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=24, verbose_name='step')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'step of the script',
                'verbose_name_plural': 'steps of the script',
            },
        ),
        migrations.AddField(
            model_name='alert',
            name='handover_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='offered at'),
        ),
        migrations.AddField(
            model_name='alert',
            name='handover_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='offered by'),
        ),
        migrations.AddField(
            model_name='alert',
            name='handover_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='answer due at'),
        ),
        migrations.AddField(
            model_name='alert',
            name='handover_rung',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='answer asked for again'),
        ),
        migrations.AddField(
            model_name='alert',
            name='note_due_since',
            field=models.DateTimeField(blank=True, null=True, verbose_name='note due since'),
        ),
        migrations.AddField(
            model_name='alert',
            name='welfare_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='look again at'),
        ),
        migrations.AddField(
            model_name='alert',
            name='welfare_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='look again rings at'),
        ),
        migrations.AddField(
            model_name='alert',
            name='welfare_rung',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='look again has rung'),
        ),
        migrations.RunSQL(WAITING_OFFERS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('welfare_due_at__isnull', False)), fields=['welfare_due_at'], name='alert_welfare_due'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('handover_due_at__isnull', False)), fields=['handover_due_at'], name='alert_handover_due'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state', 'handled'), models.Q(('note_due_since__isnull', False), ('welfare_rung__isnull', False), _connector='OR')), fields=['posts'], name='alert_owed_by_post'),
        ),
        migrations.AddField(
            model_name='scripttick',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='alerts.alert', verbose_name='alert'),
        ),
        migrations.AddField(
            model_name='scripttick',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddConstraint(
            model_name='scripttick',
            constraint=models.UniqueConstraint(fields=('alert', 'step'), name='script_step_is_ticked_once'),
        ),
    ]
