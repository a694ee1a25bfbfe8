"""Due times: the chain of steps, claims that go stale, cancels that close by themselves."""

import alerts.workflow
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# What waits now climbs its chain from its first step on.
CATCH_UP = """
UPDATE alerts_alert SET waiting_since = received_at, step_due_at = CASE WHEN state = 'received' THEN now() + interval '15 seconds' END
"""


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0002_count_wrong_pins'),
        ('organisation', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='alert',
            name='cancel_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='closes by itself at'),
        ),
        migrations.AddField(
            model_name='alert',
            name='chain',
            field=models.JSONField(default=alerts.workflow.emergency_chain, verbose_name='escalation chain'),
        ),
        migrations.AddField(
            model_name='alert',
            name='claim_stale_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='claim stale since'),
        ),
        migrations.AddField(
            model_name='alert',
            name='phone_closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='alert',
            name='phone_consulate',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate'),
        ),
        migrations.AddField(
            model_name='alert',
            name='step',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='steps taken'),
        ),
        migrations.AddField(
            model_name='alert',
            name='step_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='next step at'),
        ),
        migrations.AddField(
            model_name='alert',
            name='waiting_since',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='waiting since'),
            preserve_default=False,
        ),
        migrations.RunSQL(CATCH_UP, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('step_due_at__isnull', False)), fields=['step_due_at'], name='alert_step_due'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('cancel_due_at__isnull', False)), fields=['cancel_due_at'], name='alert_cancel_due'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('claim_stale_at__isnull', True), ('owner__isnull', False), models.Q(('state', 'handled'), _negated=True)), fields=['beat_at'], name='alert_claim_beats'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'received'), _negated=True), ('step_due_at__isnull', False), _connector='OR'), name='alert_waiting_has_next_step'),
        ),
    ]
