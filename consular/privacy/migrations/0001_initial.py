"""Made by makemigrations; the first release squashes it anew."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DataKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('scope', models.CharField(max_length=64)),
                ('wrapped', models.BinaryField()),
                ('is_current', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('scope',), name='one_current_key_per_scope')],
            },
        ),
        migrations.CreateModel(
            name='AccessRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('subject_type', models.CharField(max_length=16, verbose_name='subject type')),
                ('subject_id', models.UUIDField(verbose_name='subject')),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), size=None, verbose_name='fields')),
                ('purpose', models.CharField(max_length=32, verbose_name='purpose')),
                ('previous_hash', models.BinaryField()),
                ('hash', models.BinaryField()),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reader')),
            ],
            options={
                'verbose_name': 'access record',
                'verbose_name_plural': 'access records',
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='access_by_subject')],
            },
        ),
    ]
