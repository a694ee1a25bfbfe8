"""Indexes that alone answer for the backlog of all posts, and for what changed at a post."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0014_care'),
        ('cases', '0008_open_by_age'),
        ('organisation', '0002_circuits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_by_age',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['consulate', 'opened_at', 'updated_at'], include=('drill', 'counted_with'), name='case_open_by_age'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['consulate', 'updated_at'], name='case_by_post_and_change'),
        ),
    ]
