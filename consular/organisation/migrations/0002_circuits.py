"""The court circuit of each state."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='state',
            name='circuit',
            field=models.CharField(blank=True, max_length=4, verbose_name='court circuit'),
        ),
    ]
