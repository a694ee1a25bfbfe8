"""Key pairs of users, and sealed circles with their generations of keys."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0002_circuits'),
        ('privacy', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MemberKey',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('public', models.BinaryField()),
                ('private', models.BinaryField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='CircleKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('circle', models.UUIDField()),
                ('is_current', models.BooleanField(default=True)),
                ('recovery', models.BinaryField(default=b'')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['circle'], name='key_of_circle')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('circle',), name='one_current_key_per_circle')],
            },
        ),
        migrations.CreateModel(
            name='CircleWrap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wrapped', models.BinaryField()),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wraps', to='privacy.circlekey')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'member'), name='one_wrap_per_member'), models.UniqueConstraint(condition=models.Q(('member__isnull', True)), fields=('key',), name='one_wrap_for_the_successor')],
            },
        ),
    ]
