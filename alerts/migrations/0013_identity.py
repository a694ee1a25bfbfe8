"""Who a person is, in parts; the blind marks by which they are found; and who is the same person as somebody else."""

import consular.privacy.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0012_near'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('a_number', 'A-number'), ('curp', 'CURP'), ('consular_id', 'consular identity card'), ('phone', 'telephone'), ('name', 'name'), ('sound', 'part of the name, by its sound')], max_length=12, verbose_name='kind')),
                ('index', models.BinaryField(max_length=16)),
            ],
            options={
                'verbose_name': 'mark of an identity',
                'verbose_name_plural': 'marks of identities',
            },
        ),
        migrations.AddField(
            model_name='identity',
            name='a_number',
            field=consular.privacy.fields.SealedTextField(blank=True, db_default=b'', default=b'', verbose_name='A-number'),
        ),
        migrations.AddField(
            model_name='identity',
            name='birth_date',
            field=consular.privacy.fields.SealedTextField(blank=True, db_default=b'', default=b'', verbose_name='date of birth'),
        ),
        migrations.AddField(
            model_name='identity',
            name='consular_id',
            field=consular.privacy.fields.SealedTextField(blank=True, db_default=b'', default=b'', verbose_name='consular identity card'),
        ),
        migrations.AddField(
            model_name='identity',
            name='curp',
            field=consular.privacy.fields.SealedTextField(blank=True, db_default=b'', default=b'', verbose_name='CURP'),
        ),
        migrations.AddField(
            model_name='identity',
            name='first_surname',
            field=consular.privacy.fields.SealedTextField(blank=True, db_default=b'', default=b'', verbose_name='first surname'),
        ),
        migrations.AddField(
            model_name='identity',
            name='given_names',
            field=consular.privacy.fields.SealedTextField(blank=True, db_default=b'', default=b'', verbose_name='given names'),
        ),
        migrations.AddField(
            model_name='identity',
            name='marked_as',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='identity',
            name='phones',
            field=consular.privacy.fields.SealedTextField(blank=True, db_default=b'', default=b'', verbose_name='other telephones'),
        ),
        migrations.AddField(
            model_name='identity',
            name='second_surname',
            field=consular.privacy.fields.SealedTextField(blank=True, db_default=b'', default=b'', verbose_name='second surname'),
        ),
        migrations.AddField(
            model_name='identity',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='alerts.person', verbose_name='is the same as'),
        ),
        migrations.AddIndex(
            model_name='identity',
            index=models.Index(condition=models.Q(('marked_as__lt', 1)), fields=['marked_as'], name='identity_to_be_marked'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='person_is_merged_into_another'),
        ),
        migrations.AddField(
            model_name='identitymark',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='alerts.person', verbose_name='person'),
        ),
        migrations.AddConstraint(
            model_name='identitymark',
            constraint=models.UniqueConstraint(fields=('kind', 'index', 'person'), name='identity_mark_once'),
        ),
    ]
