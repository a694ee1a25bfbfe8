"""An index of open cases by their age, for the backlog."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0014_care'),
        ('cases', '0007_care'),
        ('organisation', '0002_circuits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['consulate', 'opened_at', 'updated_at'], name='case_open_by_age'),
        ),
    ]
