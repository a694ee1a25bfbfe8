"""Wrong PINs are counted."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='device',
            name='wrong_pin_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='device',
            name='wrong_pins',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]
