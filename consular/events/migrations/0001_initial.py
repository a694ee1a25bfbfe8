"""Made by makemigrations; the first release squashes it anew."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Stream',
            fields=[
                ('name', models.CharField(max_length=16, primary_key=True, serialize=False)),
                ('last', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', 0)), name='stream_counts_up')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=48, verbose_name='kind')),
                ('subject_type', models.CharField(max_length=16, verbose_name='subject type')),
                ('subject_id', models.UUIDField(verbose_name='subject')),
                ('posts', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='posts')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('payload', models.JSONField(default=dict, verbose_name='payload')),
                ('seq', models.BigIntegerField(editable=False, null=True, verbose_name='sequence')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='actor')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'id'], name='event_story'), models.Index(condition=models.Q(('seq__isnull', True)), fields=['id'], name='event_unpublished')],
                'constraints': [models.UniqueConstraint(fields=('seq',), name='event_sequence_is_unique')],
            },
        ),
        migrations.RunSQL("INSERT INTO events_stream (name, last) VALUES ('events', 0)", migrations.RunSQL.noop),
    ]
