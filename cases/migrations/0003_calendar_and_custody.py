"""The calendar of a matter (hearings, rules, deadlines, feeds) and the custody of a person (episodes, stints, hand-overs)."""

import consular.organisation.models.consulates
import consular.privacy.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_locate_clock'),
        ('organisation', '0002_circuits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosedDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calendar', models.CharField(default='us-federal', max_length=16, verbose_name='calendar')),
                ('day', models.DateField(verbose_name='day')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('source', models.CharField(max_length=160, verbose_name='source')),
            ],
            options={
                'verbose_name': 'closed day',
                'verbose_name_plural': 'closed days',
                'ordering': ['calendar', 'day'],
                'constraints': [models.UniqueConstraint(fields=('calendar', 'day'), name='closed_day_once')],
            },
        ),
        migrations.CreateModel(
            name='CustodyEpisode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField(verbose_name='began at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='episodes', to='cases.case', verbose_name='case')),
            ],
            options={
                'verbose_name': 'custody episode',
                'verbose_name_plural': 'custody episodes',
            },
        ),
        migrations.CreateModel(
            name='DeadlineRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, verbose_name='code')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('anchor', models.CharField(max_length=32, verbose_name='counted from')),
                ('amount', models.PositiveSmallIntegerField(verbose_name='amount')),
                ('unit', models.CharField(choices=[('calendar', 'calendar days'), ('business', 'business days'), ('hours', 'hours'), ('years', 'years'), ('court_sets', 'as the court sets')], max_length=12, verbose_name='unit')),
                ('direction', models.CharField(choices=[('after', 'after'), ('before', 'before')], max_length=8, verbose_name='direction')),
                ('falls', models.CharField(choices=[('next_business_day', 'the next business day'), ('as_it_falls', 'that day')], max_length=20, verbose_name='where it falls on a closed day')),
                ('applies_to', models.CharField(choices=[('any', 'everybody'), ('detained', 'who is detained'), ('at_liberty', 'who is at liberty')], max_length=12, verbose_name='applies to')),
                ('circuits', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=4), blank=True, default=list, size=None, verbose_name='circuits')),
                ('effective_from', models.DateField(blank=True, null=True, verbose_name='effective from')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='effective until')),
                ('status', models.CharField(choices=[('in_force', 'In force'), ('stayed', 'Stayed'), ('vacated', 'Vacated'), ('contested', 'Contested')], max_length=12, verbose_name='status')),
                ('level', models.PositiveSmallIntegerField(default=3, verbose_name='level')),
                ('source', models.CharField(max_length=160, verbose_name='source')),
                ('titles', models.JSONField(verbose_name='titles by language')),
                ('note', models.CharField(blank=True, max_length=240, verbose_name='note')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='published at')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
            ],
            options={
                'verbose_name': 'deadline rule',
                'verbose_name_plural': 'deadline rules',
                'ordering': ['code', 'version', 'applies_to'],
            },
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='title, where no rule gives one')),
                ('level', models.PositiveSmallIntegerField(default=3, verbose_name='level')),
                ('event_at', models.DateTimeField(blank=True, null=True, verbose_name='counted from')),
                ('circuit', models.CharField(blank=True, max_length=4, verbose_name='court circuit, as known then')),
                ('detained', models.BooleanField(blank=True, null=True, verbose_name='detained, as known then')),
                ('computed', models.JSONField(default=dict, verbose_name='what the rules last gave')),
                ('computed_at', models.DateTimeField(blank=True, null=True, verbose_name='computed at')),
                ('zone', models.CharField(max_length=40, validators=[consular.organisation.models.consulates.known_time_zone], verbose_name='time zone')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due at')),
                ('others', models.JSONField(default=list, verbose_name='other dates')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='needs a second look')),
                ('state', models.CharField(choices=[('proposed', 'To be confirmed'), ('confirmed', 'Confirmed'), ('met', 'Met'), ('missed', 'Missed'), ('dropped', 'Dropped')], default='proposed', max_length=12, verbose_name='state')),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('unowned_told_at', models.DateTimeField(blank=True, null=True, verbose_name='told that no lawyer has it')),
                ('version', models.PositiveIntegerField(default=1)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deadlines', to='cases.legalmatter', verbose_name='legal matter')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('rule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='cases.deadlinerule', verbose_name='rule')),
            ],
            options={
                'verbose_name': 'deadline',
                'verbose_name_plural': 'deadlines',
            },
        ),
        migrations.CreateModel(
            name='DateProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('rule', 'The rule has changed'), ('custody', 'Custody, place or court has changed'), ('hearing', 'The hearing was moved')], max_length=12, verbose_name='reason')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due at')),
                ('others', models.JSONField(default=list, verbose_name='other dates')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='needs a second look')),
                ('computed', models.JSONField(default=dict, verbose_name='what the rules gave')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made at')),
                ('answer', models.CharField(blank=True, choices=[('taken', 'Taken'), ('left', 'Left as it was')], max_length=8, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='cases.deadline', verbose_name='deadline')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.deadlinerule', verbose_name='rule')),
            ],
            options={
                'verbose_name': 'proposed date',
                'verbose_name_plural': 'proposed dates',
            },
        ),
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('bond', 'Bond'), ('master', 'Master calendar'), ('individual', 'Individual merits'), ('credible_fear', 'Credible fear interview'), ('reasonable_fear', 'Reasonable fear interview'), ('fear_review', "Judge's review of a fear finding"), ('motion', 'Motion'), ('check_in', 'Check-in'), ('biometrics', 'Biometrics'), ('state_criminal', 'State criminal court'), ('family_court', 'Family court'), ('other', 'Other')], max_length=16, verbose_name='kind')),
                ('level', models.PositiveSmallIntegerField(default=3, verbose_name='level')),
                ('place', models.CharField(blank=True, max_length=160, verbose_name='place, where it is no immigration court')),
                ('zone', models.CharField(max_length=40, validators=[consular.organisation.models.consulates.known_time_zone], verbose_name='time zone')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('by_video', models.BooleanField(default=False, verbose_name='by video')),
                ('interpreter', models.CharField(blank=True, max_length=16, verbose_name='interpreter')),
                ('state', models.CharField(choices=[('tentative', 'Tentative'), ('scheduled', 'Scheduled'), ('verified', 'Verified'), ('held', 'Held'), ('adjourned', 'Adjourned'), ('vacated', 'Vacated'), ('missed', 'Missed')], default='scheduled', max_length=12, verbose_name='state')),
                ('result', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='result')),
                ('adjourned_for', models.CharField(blank=True, choices=[('counsel', 'To find or prepare counsel'), ('government', "On the government's motion"), ('court', 'By the court'), ('interpreter', 'No interpreter'), ('not_produced', 'The person was not brought'), ('transfer', 'The person was transferred'), ('other', 'Other')], max_length=16, verbose_name='adjourned for')),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('version', models.PositiveIntegerField(default=1)),
                ('court', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.court', verbose_name='court')),
                ('follows', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='cases.hearing', verbose_name='follows')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hearings', to='cases.legalmatter', verbose_name='legal matter')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'hearing',
                'verbose_name_plural': 'hearings',
            },
        ),
        migrations.AddField(
            model_name='deadline',
            name='hearing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deadlines', to='cases.hearing', verbose_name='hearing'),
        ),
        migrations.CreateModel(
            name='HearingCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('portal', "Court's online system"), ('hotline', "Court's telephone line"), ('clerk', 'Clerk of the court'), ('notice', 'Written notice'), ('facility', 'Custody facility'), ('client', 'The person or the family')], max_length=12, verbose_name='source')),
                ('says', models.CharField(choices=[('same', 'As entered'), ('moved', 'Another day, time or place'), ('not_listed', 'Not listed'), ('no_answer', 'No answer')], max_length=12, verbose_name='what it says')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='checked at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='cases.hearing', verbose_name='hearing')),
            ],
            options={
                'verbose_name': 'check of a hearing',
                'verbose_name_plural': 'checks of hearings',
            },
        ),
        migrations.CreateModel(
            name='LocateCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('locator', 'ICE detainee locator, by A-number'), ('locator_names', 'ICE detainee locator, every spelling of the name'), ('field_office', 'ICE field office, by telephone'), ('cbp', 'CBP holding facility'), ('jail', 'County jail rosters'), ('hospital', 'Hospitals'), ('marshals', 'US Marshals and federal court'), ('court', "Immigration court's online system"), ('birth_country', 'Locator again, other countries of birth')], max_length=16, verbose_name='where')),
                ('result', models.CharField(choices=[('not_found', 'Not found'), ('found', 'Found'), ('no_answer', 'No answer')], max_length=12, verbose_name='result')),
                ('looked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='looked at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='locate_checks', to='cases.case', verbose_name='case')),
                ('looked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='looked by')),
            ],
            options={
                'verbose_name': 'place looked at',
                'verbose_name_plural': 'places looked at',
            },
        ),
        migrations.CreateModel(
            name='Stint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(blank=True, max_length=160, verbose_name='place, where it is no known facility')),
                ('agency', models.CharField(choices=[('ice', 'ICE'), ('cbp', 'CBP'), ('usms', 'US Marshals'), ('bop', 'Bureau of Prisons'), ('state', 'State prison'), ('local', 'County or city jail'), ('orr', "Children's shelter (HHS)"), ('hospital', 'Hospital'), ('other', 'Other')], max_length=12, verbose_name='agency')),
                ('came_in_at', models.DateTimeField(verbose_name='came in')),
                ('went_out_at', models.DateTimeField(blank=True, null=True, verbose_name='went out')),
                ('source', models.CharField(choices=[('locator', 'Detainee locator'), ('facility', 'The facility, by telephone'), ('visit', 'Seen on a visit'), ('notice', 'Consular notification'), ('lawyer', 'Lawyer'), ('person', 'The person'), ('family', 'Family'), ('track', 'Track of the telephone')], max_length=12, verbose_name='source')),
                ('confidence', models.PositiveSmallIntegerField(choices=[(0, 'Refuted'), (1, 'Reported'), (2, 'Likely'), (3, 'Confirmed')], default=1, verbose_name='confidence')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='verified at')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stints', to='cases.custodyepisode', verbose_name='episode')),
                ('facility', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.facility', verbose_name='facility')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'stint in custody',
                'verbose_name_plural': 'stints in custody',
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('label', models.CharField(blank=True, max_length=60, verbose_name='where it is used')),
                ('token_hash', models.BinaryField(unique=True)),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='last read at')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
                ('lawyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lawyer')),
            ],
            options={
                'verbose_name': 'calendar subscription',
                'verbose_name_plural': 'calendar subscriptions',
                'indexes': [models.Index(fields=['lawyer', '-created_at'], name='feed_of_lawyer')],
            },
        ),
        migrations.CreateModel(
            name='CaseHandover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('moved', 'Held in another district'), ('asked', 'Asked by a person')], max_length=8, verbose_name='reason')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opened at')),
                ('overdue_at', models.DateTimeField(blank=True, null=True, verbose_name='both supervisors told at')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='cases.case', verbose_name='case')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='to')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.consulate', verbose_name='from')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
            ],
            options={
                'verbose_name': 'hand-over of a case',
                'verbose_name_plural': 'hand-overs of cases',
                'indexes': [models.Index(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), fields=['receiver'], name='case_handover_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('case',), name='case_one_open_handover'), models.CheckConstraint(condition=models.Q(('sender', models.F('receiver')), _negated=True), name='case_handover_to_another_post'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False), ('withdrawn_at__isnull', True)), _connector='OR'), name='case_handover_accepted_by_a_person')],
            },
        ),
        migrations.AddConstraint(
            model_name='custodyepisode',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='case_one_running_episode'),
        ),
        migrations.AddConstraint(
            model_name='custodyepisode',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='episode_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='deadlinerule',
            constraint=models.UniqueConstraint(fields=('code', 'version', 'applies_to'), name='rule_version_once'),
        ),
        migrations.AddConstraint(
            model_name='deadlinerule',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='rule_level_known'),
        ),
        migrations.AddIndex(
            model_name='dateproposal',
            index=models.Index(condition=models.Q(('answer', '')), fields=['due_on'], name='proposal_open'),
        ),
        migrations.AddConstraint(
            model_name='dateproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('deadline',), name='deadline_one_open_proposal'),
        ),
        migrations.AddConstraint(
            model_name='dateproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='proposal_answered_has_a_time'),
        ),
        migrations.AddIndex(
            model_name='hearing',
            index=models.Index(fields=['matter', 'starts_at'], name='hearing_of_matter'),
        ),
        migrations.AddIndex(
            model_name='hearing',
            index=models.Index(condition=models.Q(('state__in', ('tentative', 'scheduled', 'verified'))), fields=['starts_at'], name='hearing_to_come'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='hearing_level_known'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'adjourned'), models.Q(('adjourned_for', ''), _negated=True)), models.Q(models.Q(('state', 'adjourned'), _negated=True), ('adjourned_for', '')), _connector='OR'), name='hearing_adjourned_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ('tentative', 'scheduled', 'verified'))), models.Q(models.Q(('state__in', ('tentative', 'scheduled', 'verified')), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='hearing_over_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(('follows__isnull', True), models.Q(('follows', models.F('pk')), _negated=True), _connector='OR'), name='hearing_follows_another'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(fields=['matter', 'due_on'], name='deadline_of_matter'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('state__in', ['proposed', 'confirmed'])), fields=['due_on'], name='deadline_open'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(fields=['rule'], name='deadline_by_rule'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('rule__isnull', False), models.Q(('title', ''), _negated=True), _connector='OR'), name='deadline_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='deadline_level_known'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'proposed'), ('due_on__isnull', False), _connector='OR'), name='deadline_confirmed_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='deadline_confirmed_by_a_person'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['proposed', 'confirmed'])), models.Q(models.Q(('state__in', ['proposed', 'confirmed']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='deadline_over_has_a_time'),
        ),
        migrations.AddIndex(
            model_name='hearingcheck',
            index=models.Index(fields=['hearing', '-at'], name='check_of_hearing'),
        ),
        migrations.AddIndex(
            model_name='locatecheck',
            index=models.Index(fields=['case', '-looked_at'], name='locate_check_of_case'),
        ),
        migrations.AddIndex(
            model_name='stint',
            index=models.Index(fields=['episode', '-came_in_at'], name='stint_of_episode'),
        ),
        migrations.AddConstraint(
            model_name='stint',
            constraint=models.CheckConstraint(condition=models.Q(('facility__isnull', False), models.Q(('place', ''), _negated=True), _connector='OR'), name='stint_is_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='stint',
            constraint=models.CheckConstraint(condition=models.Q(('went_out_at__isnull', True), ('went_out_at__gte', models.F('came_in_at')), _connector='OR'), name='stint_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='stint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confidence', 3), _negated=True), ('verified_at__isnull', False), _connector='OR'), name='stint_confirmed_was_verified'),
        ),
        migrations.AddConstraint(
            model_name='stint',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('confidence', 3)), expressions=[('episode', '='), (models.Func(models.F('came_in_at'), models.F('went_out_at'), function='TSTZRANGE', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='stint_confirmed_overlaps_none', violation_error_message='Another confirmed stint covers part of that time.'),
        ),
    ]
