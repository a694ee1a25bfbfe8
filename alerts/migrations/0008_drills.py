"""Drills and their presses, and the source that sends them."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0007_script_and_promises'),
        ('organisation', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='source',
            name='kind',
            field=models.CharField(choices=[('app', 'app'), ('call_centre', 'call centre'), ('partner', 'partner organisation'), ('canary', 'test presses of the service itself'), ('drill', 'drills')], max_length=16, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='DrillRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('size', models.PositiveSmallIntegerField(verbose_name='number of alerts')),
                ('spread_s', models.PositiveSmallIntegerField(verbose_name='spread, seconds')),
                ('until', models.DateTimeField(verbose_name='ends at the latest')),
                ('state', models.CharField(choices=[('running', 'running'), ('ended', 'ended'), ('stopped', 'stopped')], default='running', max_length=8, verbose_name='state')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('settled_at', models.DateTimeField(editable=False, null=True)),
                ('consulate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='post')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
            ],
            options={
                'verbose_name': 'drill run',
                'verbose_name_plural': 'drill runs',
            },
        ),
        migrations.CreateModel(
            name='DrillPress',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('kind', models.CharField(choices=[('panic', 'panic button'), ('relative', 'reported by a relative'), ('witness', 'reported by a witness'), ('call', 'phone call'), ('orientation', 'orientation')], max_length=16, verbose_name='kind')),
                ('point', django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=4326, verbose_name='place')),
                ('accuracy_m', models.PositiveSmallIntegerField(verbose_name='accuracy, m (68 %)')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presses', to='alerts.drillrun', verbose_name='drill run')),
            ],
            options={
                'verbose_name': 'press of a drill',
                'verbose_name_plural': 'presses of drills',
            },
        ),
        migrations.AddIndex(
            model_name='drillrun',
            index=models.Index(fields=['consulate', '-started_at'], name='drill_by_post'),
        ),
        migrations.AddIndex(
            model_name='drillrun',
            index=models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['state'], name='drill_unsettled'),
        ),
        migrations.AddConstraint(
            model_name='drillrun',
            constraint=models.CheckConstraint(condition=models.Q(('size__range', (1, 50))), name='drill_size_in_range'),
        ),
        migrations.AddConstraint(
            model_name='drillrun',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'running'), ('ended_at__isnull', False), _connector='XOR'), name='drill_over_has_end'),
        ),
        migrations.AddConstraint(
            model_name='drillrun',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('started_at'))), name='drill_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='drillrun',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('consulate',), name='drill_one_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='drillpress',
            index=models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['due_at'], name='drill_press_due'),
        ),
        migrations.AddConstraint(
            model_name='drillpress',
            constraint=models.UniqueConstraint(fields=('run', 'number'), name='drill_press_number_once'),
        ),
    ]
