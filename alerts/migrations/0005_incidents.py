"""Incidents: alerts of several people near each other; the posts beside that are offered them; where the detector stands."""

import consular.privacy.fields
import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

# Far from where the codes of people begin: nobody hears the same six characters twice.
CODES = "CREATE SEQUENCE alerts_incident_code START 536870913;"
NO_CODES = "DROP SEQUENCE alerts_incident_code;"

# Who is called beside the posts that have an alert already: the nearest seats, and the home post's fallback or the call centre.
NEIGHBOURS = """
CREATE FUNCTION alerts_neighbours(place geometry, home bigint, known bigint[], how_many int) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_agg(id) FROM (
        (SELECT post.id FROM organisation_consulate AS post
         WHERE post.kind = 'consulate' AND post.is_active AND post.seat IS NOT NULL AND post.id <> ALL(known) AND place IS NOT NULL
         ORDER BY post.seat <-> place LIMIT how_many)
        UNION ALL
        (SELECT centre.id FROM (SELECT alerts_fallback_of(home) AS id) AS centre WHERE centre.id <> ALL(known))
    ) AS found
$$;
"""
NO_NEIGHBOURS = "DROP FUNCTION alerts_neighbours(geometry, bigint, bigint[], int);"

# The detector begins with what happens from now on: what is past has been seen by people.
BEGIN = "INSERT INTO events_stream (name, last) SELECT 'incidents', last FROM events_stream WHERE name = 'events'"
END = "DELETE FROM events_stream WHERE name = 'incidents'"


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0004_watch_and_flood'),
        ('events', '0001_initial'),
        ('organisation', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CODES, NO_CODES),
        migrations.RunSQL(NEIGHBOURS, NO_NEIGHBOURS),
        migrations.RunSQL(BEGIN, END),
        migrations.CreateModel(
            name='IncidentNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='at')),
                ('text', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='text')),
            ],
            options={
                'verbose_name': 'incident note',
                'verbose_name_plural': 'incident notes',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attached_at', models.DateTimeField(verbose_name='attached at')),
                ('detached_at', models.DateTimeField(blank=True, null=True, verbose_name='detached at')),
                ('reason', models.CharField(blank=True, choices=[('taken_out', 'taken out by a person'), ('merged', 'moved with a merger of incidents')], max_length=12, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'membership of an incident',
                'verbose_name_plural': 'memberships of incidents',
            },
        ),
        migrations.AddField(
            model_name='alert',
            name='offered',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, null=True, size=None, verbose_name='offered to posts'),
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='code')),
                ('state', models.CharField(choices=[('open', 'open'), ('closed', 'closed')], default='open', max_length=8, verbose_name='state')),
                ('drill', models.BooleanField(default=False, verbose_name='drill')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('centre', django.contrib.gis.db.models.fields.PointField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='centre')),
                ('radius_m', models.FloatField(default=0, verbose_name='radius, m')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place in words')),
                ('posts', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='posts that see it')),
                ('coordinator_since', models.DateTimeField(blank=True, null=True, verbose_name='coordinates since')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('consulate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='home post')),
                ('coordinator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='coordinator')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.incident', verbose_name='merged into')),
            ],
            options={
                'verbose_name': 'incident',
                'verbose_name_plural': 'incidents',
            },
        ),
        migrations.AddField(
            model_name='alert',
            name='incident',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='alerts.incident', verbose_name='incident'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('offered__isnull', False), models.Q(('state', 'handled'), _negated=True)), fields=['offered'], name='alert_open_by_offer'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('incident__isnull', False)), fields=['incident'], name='alert_by_incident'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=django.contrib.postgres.indexes.GistIndex(condition=models.Q(('point__isnull', False)), fields=['point', 'received_at'], name='alert_near'),
        ),
        migrations.AddField(
            model_name='incidentnote',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='incidentnote',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='alerts.incident', verbose_name='incident'),
        ),
        migrations.AddField(
            model_name='membership',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='alerts.alert', verbose_name='alert'),
        ),
        migrations.AddField(
            model_name='membership',
            name='attached_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='attached by'),
        ),
        migrations.AddField(
            model_name='membership',
            name='detached_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='detached by'),
        ),
        migrations.AddField(
            model_name='membership',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='alerts.incident', verbose_name='incident'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state', 'open')), fields=['posts'], name='incident_open_by_post'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['opened_at'], name='incident_by_day'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed')), _connector='OR'), name='incident_closed_has_time'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('coordinator__isnull', True), ('coordinator_since__isnull', True)), models.Q(('coordinator__isnull', False), ('coordinator_since__isnull', False)), _connector='OR'), name='incident_coordinator_has_time'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('state', 'closed'), models.Q(('merged_into', models.F('pk')), _negated=True)), _connector='OR'), name='incident_merged_is_closed'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('detached_at__isnull', True)), fields=('alert',), name='alert_in_one_incident_at_most'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('detached_at__isnull', True), ('detached_by__isnull', True), ('reason', '')), models.Q(('detached_at__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='membership_end_has_reason'),
        ),
    ]
