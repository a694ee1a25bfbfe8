"""Claims that went stale ring on; other posts are called by the chain; how fast a place grows uncertain; readable absences."""

from django.conf import settings
from django.db import migrations, models


# The 24-hour centre, whatever a post names as its fallback.
CALL_CENTRE = """
CREATE FUNCTION alerts_call_centre_for(post bigint) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT id FROM organisation_consulate WHERE kind = 'call_centre' AND is_active AND id <> post ORDER BY id LIMIT 1
$$;
"""
NO_CALL_CENTRE = "DROP FUNCTION alerts_call_centre_for(bigint)"
# What is stale already rings its post at once.
RING = "UPDATE alerts_alert SET stale_rung = 1, stale_due_at = now() WHERE claim_stale_at IS NOT NULL"
SETTLE = "SET CONSTRAINTS ALL IMMEDIATE"


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0010_duty"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CALL_CENTRE, NO_CALL_CENTRE),
        migrations.RemoveIndex(
            model_name="page",
            name="page_by_user",
        ),
        migrations.AddField(
            model_name="alert",
            name="pace_m_s",
            field=models.FloatField(blank=True, null=True, verbose_name="how fast the circle of its place grows, m/s"),
        ),
        migrations.AddField(
            model_name="alert",
            name="phone_reopened_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="alert",
            name="stale_due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="stale claim rings at"),
        ),
        migrations.AddField(
            model_name="alert",
            name="stale_rung",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stale claim has rung"),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("stale_due_at__isnull", False)), fields=["stale_due_at"], name="alert_stale_due"
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(fields=["user", "channel", "-queued_at"], name="page_by_user"),
        ),
        migrations.RunSQL(RING, migrations.RunSQL.noop),
        migrations.RunSQL(SETTLE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(("claim_stale_at__isnull", True), ("stale_due_at__isnull", False), _connector="OR"),
                name="alert_stale_claim_has_next_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyabsence",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__lt", "9000-01-01T00:00Z"), ("starts_at__gt", "1971-01-01T00:00Z")),
                name="absence_in_readable_years",
            ),
        ),
    ]
