"""Alarms for the auditor about readers who look at many people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0003_vault'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveIntegerField(verbose_name='people')),
                ('raised_at', models.DateTimeField(verbose_name='raised at')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='seen at')),
            ],
            options={
                'verbose_name': 'alarm of many looks',
                'verbose_name_plural': 'alarms of many looks',
            },
        ),
        migrations.AddIndex(
            model_name='accessrecord',
            index=models.Index(fields=['at'], name='access_by_time'),
        ),
        migrations.AddField(
            model_name='readalarm',
            name='reader',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reader'),
        ),
        migrations.AddField(
            model_name='readalarm',
            name='seen_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='seen by'),
        ),
        migrations.AddIndex(
            model_name='readalarm',
            index=models.Index(fields=['reader', '-raised_at'], name='read_alarm_of_reader'),
        ),
        migrations.AddConstraint(
            model_name='readalarm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seen_at__isnull', True), ('seen_by__isnull', True)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='read_alarm_seen_by_a_person'),
        ),
    ]
