"""Since when a person opposes consular contact, so that their alerts can say it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0013_identity'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='opposed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='opposed consular contact at'),
        ),
    ]
