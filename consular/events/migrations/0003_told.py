"""When each event was told to the boards: the publisher notes it with the sequence."""

from django.db import migrations, models

from consular.privacy.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [("events", "0002_append_only")]

    operations = [
        migrations.AddField("event", "told_at", models.DateTimeField("told at", editable=False, null=True)),
        append_only("events_event", but="seq, told_at"),
    ]
