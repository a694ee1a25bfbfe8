"""Made by makemigrations; the first release squashes it anew."""

import consular.privacy.fields
import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


# Codes that people say aloud: six Crockford base-32 characters. Multiplying by odd numbers and folding is a bijection
# modulo 2^30, so consecutive numbers give unlike codes and none comes twice.
CODES = """
CREATE SEQUENCE alerts_person_code;
CREATE FUNCTION alerts_code(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH spread AS (SELECT (n * 625341585) & 1073741823 AS x),
    folded AS (SELECT ((x # (x >> 15)) * 741103597) & 1073741823 AS x FROM spread),
    mixed AS (SELECT x # (x >> 15) AS x FROM folded)
    SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((x >> (5 * place)) & 31)::int + 1, 1), '' ORDER BY place DESC)
    FROM mixed, generate_series(0, 5) AS place
$$;
"""
NO_CODES = "DROP FUNCTION alerts_code(bigint); DROP SEQUENCE alerts_person_code;"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CODES, NO_CODES),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='code')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, default=list, size=None, verbose_name='languages')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('kind', models.CharField(choices=[('app', 'app'), ('call_centre', 'call centre'), ('partner', 'partner organisation')], max_length=16, verbose_name='kind')),
                ('key_hash', models.BinaryField(max_length=32, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('alert_id', models.UUIDField(db_index=True, verbose_name='alert')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('body', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='body')),
            ],
            options={
                'verbose_name': 'kept body',
                'verbose_name_plural': 'kept bodies',
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.BinaryField(max_length=32, unique=True)),
                ('pin_hash', models.BinaryField(max_length=32)),
                ('duress_pin_hash', models.BinaryField(max_length=32)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
                ('consulate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='home post')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='alerts.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'device',
                'verbose_name_plural': 'devices',
            },
        ),
        migrations.CreateModel(
            name='CancelRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alert_id', models.UUIDField(db_index=True, verbose_name='alert')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('duress', models.BooleanField(default=False)),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.device')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.source')),
            ],
            options={
                'verbose_name': 'request to cancel',
                'verbose_name_plural': 'requests to cancel',
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12, verbose_name='code')),
                ('kind', models.CharField(choices=[('panic', 'panic button'), ('relative', 'reported by a relative'), ('witness', 'reported by a witness'), ('call', 'phone call'), ('orientation', 'orientation')], max_length=16, verbose_name='kind')),
                ('drill', models.BooleanField(default=False, verbose_name='drill')),
                ('receipt', models.CharField(editable=False, max_length=32)),
                ('body_hash', models.BinaryField(max_length=32)),
                ('problems', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), blank=True, default=list, size=None, verbose_name='problems')),
                ('message', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='message')),
                ('language', models.CharField(blank=True, max_length=16, verbose_name='language')),
                ('battery', models.SmallIntegerField(blank=True, null=True, verbose_name='battery, %')),
                ('posts', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='posts that see it')),
                ('routing', models.JSONField(default=dict, verbose_name='routing decision')),
                ('state', models.CharField(choices=[('received', 'unclaimed'), ('claimed', 'claimed'), ('contacting', 'contacting'), ('handled', 'handled')], default='received', max_length=16, verbose_name='state')),
                ('disposition', models.CharField(blank=True, choices=[('case_opened', 'case opened'), ('orientation_given', 'orientation given'), ('false_alarm', 'false alarm'), ('duplicate_of', 'duplicate'), ('cancelled_confirmed', 'cancelled, confirmed'), ('no_contact', 'no contact')], max_length=24, verbose_name='disposition')),
                ('person_state', models.CharField(choices=[('unknown', 'unknown'), ('safe_confirmed', 'safe, confirmed'), ('detained_unconfirmed', 'detained, unconfirmed'), ('detained_confirmed', 'detained, confirmed'), ('transferred', 'transferred'), ('released', 'released'), ('removed', 'removed')], default='unknown', max_length=24, verbose_name='person')),
                ('cancel_requested_at', models.DateTimeField(blank=True, null=True, verbose_name='cancel requested at')),
                ('duress', models.BooleanField(default=False, verbose_name='duress')),
                ('priority', models.SmallIntegerField(default=1, verbose_name='priority')),
                ('presses', models.PositiveIntegerField(default=1, verbose_name='presses')),
                ('case_code', models.CharField(blank=True, max_length=16, verbose_name='case')),
                ('owner_since', models.DateTimeField(blank=True, null=True, verbose_name='owned since')),
                ('beat_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('pressed_at', models.DateTimeField(verbose_name='pressed at')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('first_claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='first claimed at')),
                ('contacted_at', models.DateTimeField(blank=True, null=True, verbose_name='first contact at')),
                ('handled_at', models.DateTimeField(blank=True, null=True, verbose_name='handled at')),
                ('updated_at', models.DateTimeField(verbose_name='updated at')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('point', django.contrib.gis.db.models.fields.PointField(blank=True, null=True, spatial_index=False, srid=4326, verbose_name='place')),
                ('accuracy_m', models.FloatField(blank=True, null=True, verbose_name='accuracy, m (68 %)')),
                ('fixed_at', models.DateTimeField(blank=True, null=True, verbose_name='fixed at')),
                ('fix_source', models.CharField(blank=True, max_length=16, verbose_name='fix source')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place in words')),
                ('consulate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='home post')),
                ('duplicate_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.alert', verbose_name='duplicate of')),
                ('handover_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='offered to')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.device', verbose_name='device')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='alerts.person', verbose_name='person')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'alert',
                'verbose_name_plural': 'alerts',
            },
        ),
        migrations.CreateModel(
            name='AlertNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='at')),
                ('text', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='text')),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='alerts.alert', verbose_name='alert')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
            ],
            options={
                'verbose_name': 'alert note',
                'verbose_name_plural': 'alert notes',
                'indexes': [models.Index(fields=['alert', 'at'], name='alert_notes_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='identity', serialize=False, to='alerts.person')),
                ('name', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='name')),
                ('phone', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='phone')),
                ('extra', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='other identity data')),
                ('phone_index', models.BinaryField(default=b'', max_length=16)),
            ],
            options={
                'verbose_name': 'identity',
                'verbose_name_plural': 'identities',
                'indexes': [models.Index(condition=models.Q(('phone_index', b''), _negated=True), fields=['phone_index'], name='identity_by_phone')],
            },
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alert_id', models.UUIDField(db_index=True, verbose_name='alert')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('point', django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=4326, verbose_name='place')),
                ('accuracy_m', models.FloatField(null=True, verbose_name='accuracy, m (68 %)')),
                ('fixed_at', models.DateTimeField(verbose_name='fixed at')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent at')),
                ('fix_source', models.CharField(blank=True, max_length=16, verbose_name='fix source')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.device')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alerts.source')),
            ],
            options={
                'verbose_name': 'position',
                'verbose_name_plural': 'positions',
                'constraints': [models.UniqueConstraint(fields=('alert_id', 'source', 'device', 'fixed_at', 'point'), name='position_counts_once', nulls_distinct=False)],
            },
        ),
        migrations.AddIndex(
            model_name='alert',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state', 'handled'), _negated=True), fields=['posts'], name='alert_open_by_post'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('owner__isnull', False), models.Q(('state', 'handled'), _negated=True)), fields=['owner'], name='alert_open_by_owner'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['consulate', 'received_at'], name='alert_by_post_and_day'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['receipt'], name='alert_by_receipt'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['received_at'], name='alert_by_day'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('point__isnull', False), ('state', 'handled')), fields=['handled_at'], name='alert_to_fade'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('source__isnull', False), ('device__isnull', False), _connector='XOR'), name='alert_has_one_sender'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('owner__isnull', True), ('state', 'received')), models.Q(('owner__isnull', False), ('owner_since__isnull', False), ('state__in', ['claimed', 'contacting'])), ('state', 'handled'), _connector='OR'), name='alert_owner_fits_state'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handled_at__isnull', False), ('state', 'handled'), models.Q(('disposition', ''), _negated=True)), models.Q(models.Q(('state', 'handled'), _negated=True), ('disposition', ''), ('handled_at__isnull', True)), _connector='OR'), name='alert_handled_has_disposition'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('priority__range', (0, 3))), name='alert_priority_0_to_3'),
        ),
    ]
