"""How posts are watched, test presses, and the flood lane."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

# The one rule of who stands in for a post: the one that it names, else the call centre.
FALLBACK = """
CREATE FUNCTION alerts_fallback_of(post bigint) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT centre.id FROM organisation_consulate AS home JOIN organisation_consulate AS centre
        ON centre.is_active AND centre.id <> home.id
        AND (centre.id = home.fallback_id OR (home.fallback_id IS NULL AND centre.kind = 'call_centre'))
    WHERE home.id = post ORDER BY centre.id LIMIT 1
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0003_due_times'),
        ('organisation', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(FALLBACK, 'DROP FUNCTION alerts_fallback_of(bigint)'),
        migrations.CreateModel(
            name='BoardSession',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('posts', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='posts')),
                ('seq', models.BigIntegerField(verbose_name='read up to')),
                ('visible', models.BooleanField(verbose_name='visible')),
                ('sound', models.BooleanField(verbose_name='sound unlocked')),
                ('idle_s', models.PositiveIntegerField(verbose_name='seconds since the last input')),
                ('looks_at', models.UUIDField(null=True, verbose_name='alert that is open on it')),
                ('hears_bulletins', models.BooleanField(default=False, editable=False)),
                ('beat_at', models.DateTimeField(verbose_name='last beat')),
                ('eyes_at', models.DateTimeField(null=True, verbose_name='last seen with eyes on it')),
            ],
            options={
                'verbose_name': 'open board',
                'verbose_name_plural': 'open boards',
            },
        ),
        migrations.CreateModel(
            name='Canary',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('pressed_at', models.DateTimeField(verbose_name='pressed at')),
                ('received_at', models.DateTimeField(db_index=True, verbose_name='received at')),
                ('point', django.contrib.gis.db.models.fields.PointField(null=True, spatial_index=False, srid=4326, verbose_name='place')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place in words')),
            ],
            options={
                'verbose_name': 'test press',
                'verbose_name_plural': 'test presses',
            },
        ),
        migrations.CreateModel(
            name='PostWatch',
            fields=[
                ('consulate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='organisation.consulate', verbose_name='post')),
                ('eyes', models.PositiveIntegerField(default=0, verbose_name='boards with eyes on them')),
                ('officers', models.PositiveIntegerField(default=0, verbose_name='active officers')),
                ('arrivals', models.PositiveIntegerField(default=0, verbose_name='alerts in the last ten minutes')),
                ('flooded', models.PositiveIntegerField(default=0, verbose_name='open alerts in the flood lane')),
                ('lean_since', models.DateTimeField(null=True, verbose_name='lean since')),
                ('help_until', models.DateTimeField(null=True, verbose_name='help asked for until')),
                ('canary_sent_at', models.DateTimeField(null=True, verbose_name='last test press sent at')),
                ('canary_seen_at', models.DateTimeField(null=True, verbose_name='last test press seen at')),
                ('canary_ms', models.PositiveIntegerField(null=True, verbose_name='press to glass, ms')),
            ],
            options={
                'verbose_name': 'watch of a post',
                'verbose_name_plural': 'watches of posts',
            },
        ),
        migrations.AddField(
            model_name='alert',
            name='band',
            field=models.SmallIntegerField(choices=[(0, 'known sender'), (1, 'nothing known against it'), (2, 'new device'), (3, 'doubtful: many alerts, or a journey that nobody can make')], default=1, verbose_name='authenticity'),
        ),
        migrations.AddField(
            model_name='alert',
            name='flood_lane',
            field=models.BooleanField(default=False, verbose_name='in the flood lane'),
        ),
        migrations.AddField(
            model_name='device',
            name='phone_verified_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='telephone verified at'),
        ),
        migrations.AlterField(
            model_name='source',
            name='kind',
            field=models.CharField(choices=[('app', 'app'), ('call_centre', 'call centre'), ('partner', 'partner organisation'), ('canary', 'test presses of the service itself')], max_length=16, verbose_name='kind'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('device__isnull', False)), fields=['device', 'received_at'], name='alert_by_device'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('flood_lane', True), models.Q(('state', 'handled'), _negated=True)), fields=['consulate', 'device'], name='alert_flood_lane'),
        ),
        migrations.AddField(
            model_name='boardsession',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddField(
            model_name='canary',
            name='consulate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.consulate', verbose_name='post'),
        ),
        migrations.AddIndex(
            model_name='boardsession',
            index=models.Index(fields=['eyes_at'], name='board_by_eyes'),
        ),
        migrations.AddIndex(
            model_name='boardsession',
            index=models.Index(fields=['beat_at'], name='board_by_beat'),
        ),
    ]
