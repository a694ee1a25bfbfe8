"""Counsel: firms, contracts, what each lawyer can take on, waves of offers, parties and conflict checks, terms of an engagement, hours."""

import consular.privacy.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_calendar_and_custody'),
        ('organisation', '0002_circuits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='to')),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'ordering': ['starts_on'],
            },
        ),
        migrations.CreateModel(
            name='BarAdmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=3, verbose_name='state')),
                ('number', models.CharField(max_length=40, verbose_name='bar number')),
                ('since', models.DateField(verbose_name='from')),
                ('until', models.DateField(blank=True, null=True, verbose_name='to')),
            ],
            options={
                'verbose_name': 'bar admission',
                'verbose_name_plural': 'bar admissions',
                'ordering': ['state', 'since'],
            },
        ),
        migrations.CreateModel(
            name='ConflictCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made at')),
                ('compared', models.PositiveIntegerField(verbose_name='matters compared')),
                ('found', models.JSONField(default=list, verbose_name='found')),
                ('saw_names', models.BooleanField(default=False, verbose_name='names were shown')),
                ('explanation', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='why it is no conflict')),
            ],
            options={
                'verbose_name': 'conflict check',
                'verbose_name_plural': 'conflict checks',
                'ordering': ['made_at'],
            },
        ),
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('human_rights', 'Human rights'), ('migratory', 'Migratory'), ('criminal', 'Criminal'), ('administrative', 'Administrative'), ('labour', 'Labour'), ('civil', 'Civil'), ('family', 'Family')], max_length=16), size=None, verbose_name='areas')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(verbose_name='ends on')),
                ('hours_cap', models.DecimalField(decimal_places=1, max_digits=8, verbose_name='hours, at most')),
                ('fee_cap', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='fees in US dollars, at most')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
            ],
            options={
                'verbose_name': 'contract',
                'verbose_name_plural': 'contracts',
                'ordering': ['-starts_on', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Coverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(blank=True, max_length=3, verbose_name='state')),
            ],
            options={
                'verbose_name': 'coverage',
                'verbose_name_plural': 'coverage',
            },
        ),
        migrations.CreateModel(
            name='Firm',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=160, unique=True, verbose_name='name')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                ('state', models.CharField(blank=True, max_length=3, verbose_name='state')),
                ('phone', models.CharField(blank=True, max_length=32, verbose_name='telephone')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'firm',
                'verbose_name_plural': 'firms',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='LawyerProfile',
            fields=[
                ('lawyer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='profile', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='lawyer')),
                ('eoir_number', models.CharField(blank=True, max_length=20, verbose_name='EOIR registration number')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, default=list, size=None, verbose_name='languages')),
                ('capacity', models.PositiveSmallIntegerField(default=15, verbose_name='matters at the same time, at most')),
                ('detained_weight', models.DecimalField(decimal_places=1, default=Decimal('2.0'), max_digits=3, validators=[django.core.validators.MinValueValidator(Decimal('1.0'))], verbose_name='how much the matter of a detained person counts')),
                ('takes_detained', models.BooleanField(default=True, verbose_name='takes matters of detained people')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='updated at')),
            ],
            options={
                'verbose_name': "lawyer's profile",
                'verbose_name_plural': "lawyers' profiles",
            },
        ),
        migrations.CreateModel(
            name='OfferWave',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('search', models.PositiveSmallIntegerField(verbose_name='search')),
                ('number', models.PositiveSmallIntegerField(verbose_name='wave')),
                ('priority', models.PositiveSmallIntegerField(choices=[(0, 'P0'), (1, 'P1'), (2, 'P2'), (3, 'P3')], verbose_name='priority')),
                ('need', models.JSONField(verbose_name='what was needed')),
                ('left_out', models.JSONField(default=list, verbose_name='who was left out')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent at')),
                ('expires_at', models.DateTimeField(verbose_name='to be answered by')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
            ],
            options={
                'verbose_name': 'wave of offers',
                'verbose_name_plural': 'waves of offers',
                'ordering': ['search', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('client', 'Client'), ('opposing', 'Opposing party'), ('related', 'Related person')], max_length=8, verbose_name='role')),
                ('name', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='name')),
                ('exact', models.BinaryField(max_length=16)),
                ('sounds', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(max_length=16), default=list, editable=False, size=None)),
                ('is_privileged', models.BooleanField(default=False, verbose_name='entered by the lawyer')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
            ],
            options={
                'verbose_name': 'party',
                'verbose_name_plural': 'parties',
                'ordering': ['said_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='client_agreed_at',
            field=models.DateTimeField(null=True, verbose_name="client's agreement recorded at"),
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='e28_on',
            field=models.DateField(blank=True, null=True, verbose_name='E-28 filed on'),
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='no_appearance',
            field=models.BooleanField(default=False, verbose_name='not entering an appearance'),
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='nobody_left_at',
            field=models.DateTimeField(null=True, verbose_name='nobody left to ask since'),
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='scope',
            field=models.CharField(blank=True, choices=[('limited', 'Limited'), ('full', 'Full')], max_length=8, verbose_name='scope'),
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='work_started_at',
            field=models.DateTimeField(null=True, verbose_name='work started at'),
        ),
        migrations.AddField(
            model_name='offer',
            name='expires_at',
            field=models.DateTimeField(null=True, verbose_name='to be answered by'),
        ),
        migrations.AddField(
            model_name='offer',
            name='factors',
            field=models.JSONField(default=list, verbose_name='what the points are for'),
        ),
        migrations.AddField(
            model_name='offer',
            name='facts',
            field=models.JSONField(default=dict, verbose_name='what was known of the lawyer'),
        ),
        migrations.AddField(
            model_name='offer',
            name='names_asked_at',
            field=models.DateTimeField(null=True, verbose_name='means to accept, names asked for at'),
        ),
        migrations.AddField(
            model_name='offer',
            name='place',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='place in the ranking'),
        ),
        migrations.AddField(
            model_name='offer',
            name='points',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='points'),
        ),
        migrations.AddConstraint(
            model_name='legalmatter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), models.Q(('client_agreed_at__isnull', False), ('conflict_certification', 'stated'), ('work_started_at__isnull', False), models.Q(('scope', ''), _negated=True), models.Q(('e28_on__isnull', False), ('no_appearance', True), _connector='OR')), _connector='OR'), name='matter_active_has_its_terms'),
        ),
        migrations.AddConstraint(
            model_name='legalmatter',
            constraint=models.CheckConstraint(condition=models.Q(('e28_on__isnull', True), ('no_appearance', False), _connector='OR'), name='matter_appears_or_does_not'),
        ),
        migrations.AddConstraint(
            model_name='legalmatter',
            constraint=models.CheckConstraint(condition=models.Q(('nobody_left_at__isnull', True), ('state', 'seeking_counsel'), _connector='OR'), name='matter_nobody_left_seeks_counsel'),
        ),
        migrations.AddField(
            model_name='absence',
            name='lawyer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='lawyer'),
        ),
        migrations.AddField(
            model_name='baradmission',
            name='lawyer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='admissions', to=settings.AUTH_USER_MODEL, verbose_name='lawyer'),
        ),
        migrations.AddField(
            model_name='conflictcheck',
            name='lawyer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lawyer'),
        ),
        migrations.AddField(
            model_name='conflictcheck',
            name='offer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='cases.offer', verbose_name='offer'),
        ),
        migrations.AddField(
            model_name='contract',
            name='consulate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='post that pays'),
        ),
        migrations.AddField(
            model_name='contract',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='coverage',
            name='county',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.county', verbose_name='county'),
        ),
        migrations.AddField(
            model_name='coverage',
            name='court',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.court', verbose_name='court'),
        ),
        migrations.AddField(
            model_name='coverage',
            name='district',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.consulate', verbose_name='district'),
        ),
        migrations.AddField(
            model_name='coverage',
            name='facility',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='coverage',
            name='lawyer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage', to=settings.AUTH_USER_MODEL, verbose_name='lawyer'),
        ),
        migrations.AddField(
            model_name='contract',
            name='firm',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='cases.firm', verbose_name='firm'),
        ),
        migrations.AddField(
            model_name='lawyerprofile',
            name='firm',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='profiles', to='cases.firm', verbose_name='firm'),
        ),
        migrations.AddField(
            model_name='offerwave',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waves', to='cases.legalmatter', verbose_name='legal matter'),
        ),
        migrations.AddField(
            model_name='offerwave',
            name='sent_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='search begun by'),
        ),
        migrations.AddField(
            model_name='offer',
            name='wave',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='cases.offerwave', verbose_name='wave'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(condition=models.Q(('state__in', ['sent', 'viewed'])), fields=['expires_at'], name='offer_due'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('wave__isnull', True), models.Q(('expires_at__isnull', False), ('place__isnull', False), ('points__isnull', False)), _connector='OR'), name='offer_of_a_wave_was_ranked'),
        ),
        migrations.AddField(
            model_name='party',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='cases.legalmatter', verbose_name='legal matter'),
        ),
        migrations.AddField(
            model_name='party',
            name='said_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='counsel_absence_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('lawyer', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='counsel_absence_overlaps_none', violation_error_message='Another absence covers part of these days.'),
        ),
        migrations.AddConstraint(
            model_name='baradmission',
            constraint=models.UniqueConstraint(fields=('lawyer', 'state', 'number'), name='admission_once'),
        ),
        migrations.AddConstraint(
            model_name='baradmission',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='admission_ends_after_it_began'),
        ),
        migrations.AddIndex(
            model_name='conflictcheck',
            index=models.Index(fields=['offer', '-made_at'], name='conflict_check_of_offer'),
        ),
        migrations.AddIndex(
            model_name='coverage',
            index=models.Index(fields=['lawyer'], name='coverage_of_lawyer'),
        ),
        migrations.AddConstraint(
            model_name='coverage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('county', None), ('court__isnull', False), ('district', None), ('facility', None), ('state', '')), models.Q(('county', None), ('court', None), ('district', None), ('facility__isnull', False), ('state', '')), models.Q(('county', None), ('court', None), ('district__isnull', False), ('facility', None), ('state', '')), models.Q(('county__isnull', False), ('court', None), ('district', None), ('facility', None), ('state', '')), models.Q(('county', None), ('court', None), ('district', None), ('facility', None), models.Q(('state', ''), _negated=True)), _connector='OR'), name='coverage_is_of_one_place'),
        ),
        migrations.AddConstraint(
            model_name='coverage',
            constraint=models.UniqueConstraint(fields=('lawyer', 'court', 'facility', 'district', 'county', 'state'), name='coverage_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='contract',
            index=models.Index(fields=['consulate', 'ends_on'], name='contract_of_post'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.UniqueConstraint(fields=('consulate', 'number'), name='contract_number_once_per_post'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='contract_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('fee_cap__gte', 0), ('hours_cap__gt', 0)), name='contract_caps_are_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('areas__len__gt', 0)), name='contract_is_for_an_area'),
        ),
        migrations.AddConstraint(
            model_name='lawyerprofile',
            constraint=models.CheckConstraint(condition=models.Q(('detained_weight__gte', 1)), name='profile_detained_counts_at_least_one'),
        ),
        migrations.AddConstraint(
            model_name='offerwave',
            constraint=models.UniqueConstraint(fields=('matter', 'search', 'number'), name='wave_once'),
        ),
        migrations.AddConstraint(
            model_name='offerwave',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('matter',), name='matter_has_one_running_wave'),
        ),
        migrations.AddConstraint(
            model_name='offerwave',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('sent_at'))), name='wave_expires_after_it_is_sent'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(fields=['exact'], name='party_by_name'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=django.contrib.postgres.indexes.GinIndex(fields=['sounds'], name='party_by_sound'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(condition=models.Q(('role', 'client')), fields=('matter',), name='matter_has_one_client'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(fields=('matter', 'role', 'exact'), name='party_once_per_role'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'client'), ('said_by__isnull', True)), models.Q(models.Q(('role', 'client'), _negated=True), ('said_by__isnull', False)), _connector='OR'), name='party_was_entered_by_somebody'),
        ),
    ]
