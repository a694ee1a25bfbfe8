"""What happened stays as it was written; the publisher alone adds the sequence."""

from django.db import migrations

from consular.privacy.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0001_initial'),
        ('privacy', '0002_append_only'),
    ]

    operations = [append_only("events_event", but="seq")]
