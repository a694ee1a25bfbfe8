"""Roll-ups of what is counted, and how a wait is counted in them."""

import django.db.models.deletion
from django.db import migrations, models


# A wait in microseconds; -1: it still runs, -2: it ended without. Clocks differ: nothing waits less than nothing.
WAIT = """
CREATE FUNCTION reports_wait(since timestamptz, until timestamptz, is_over boolean) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN until IS NOT NULL THEN greatest((extract(epoch FROM until - since) * 1000000)::bigint, 0)
                WHEN is_over THEN -2 ELSE -1 END
$$
"""
# Cases that were opened again are known by their event alone: few among millions.
REOPENED = "CREATE INDEX reports_reopened ON events_event (at, subject_id) WHERE kind = 'case.reopened'"
# The post that had a case at a moment: before an accepted hand-over it was the sender's.
POST_AT = """
CREATE FUNCTION reports_post_at(case_id uuid, post_id bigint, moment timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT sender_id FROM cases_casehandover AS moved
        WHERE moved.case_id = reports_post_at.case_id AND moved.accepted_at > moment ORDER BY moved.accepted_at LIMIT 1
    ), post_id)
$$
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0002_circuits'),
        ('cases', '0007_care'),
        ('events', '0003_told'),
    ]

    operations = [
        migrations.CreateModel(
            name='Filed',
            fields=[
                ('subject', models.UUIDField(primary_key=True, serialize=False)),
                ('blocks', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'blocks of a case',
                'verbose_name_plural': 'blocks of cases',
            },
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('name', models.CharField(max_length=16, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField(default=0, verbose_name='last event')),
                ('at', models.DateTimeField(null=True, verbose_name='as of')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='checked at')),
                ('checked', models.PositiveIntegerField(default=0, verbose_name='blocks checked')),
                ('differed', models.PositiveIntegerField(default=0, verbose_name='blocks that differed and were made again')),
            ],
            options={
                'verbose_name': 'progress of the roll-ups',
                'verbose_name_plural': 'progress of the roll-ups',
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'verbose_name': 'code in roll-ups',
                'verbose_name_plural': 'codes in roll-ups',
            },
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('stream', models.CharField(max_length=12, verbose_name='stream')),
                ('week', models.DateField(verbose_name='Monday of the week')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('data', models.BinaryField(verbose_name='rows, packed')),
                ('layout', models.CharField(max_length=16, verbose_name='layout of the rows')),
                ('version', models.BigIntegerField(default=1, verbose_name='version')),
                ('rolled_at', models.DateTimeField(verbose_name='rolled at')),
                ('consulate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.consulate', verbose_name='post')),
            ],
            options={
                'verbose_name': 'roll-up of a week',
                'verbose_name_plural': 'roll-ups of weeks',
                'constraints': [models.UniqueConstraint(fields=('stream', 'week', 'consulate'), name='rollup_block_once')],
            },
        ),
        migrations.RunSQL(REOPENED, "DROP INDEX reports_reopened"),
        migrations.RunSQL(WAIT, "DROP FUNCTION reports_wait(timestamptz, timestamptz, boolean)"),
        migrations.RunSQL(POST_AT, "DROP FUNCTION reports_post_at(uuid, bigint, timestamptz)"),
    ]
