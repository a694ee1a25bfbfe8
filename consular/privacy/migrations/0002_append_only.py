"""The access log can only grow, and its end is sealed."""

from django.db import migrations, models

from consular.privacy.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessChain',
            fields=[
                ('name', models.CharField(max_length=16, primary_key=True, serialize=False)),
                ('length', models.BigIntegerField(default=0)),
                ('last_hash', models.BinaryField(default=b'')),
                ('seal', models.BinaryField(default=b'')),
            ],
        ),
        append_only("privacy_accessrecord"),
    ]
