"""The people and the work of a case: consent, flags, children; reports, hours, consular actions, notification. Priority with its reasons."""

import consular.privacy.fields
from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from consular.privacy.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0014_care'),
        ('cases', '0006_desk'),
        ('organisation', '0002_circuits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Art36Fact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('detained', 'Detained'), ('informed', 'Told of the right to consular contact'), ('asked', 'Asked that the consulate be told'), ('notified', 'Consulate notified'), ('first_contact', 'First contact of the consulate with the person')], max_length=16, verbose_name='fact')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('agency', models.CharField(blank=True, choices=[('ice', 'ICE'), ('cbp', 'CBP'), ('usms', 'US Marshals'), ('bop', 'Bureau of Prisons'), ('state', 'State prison'), ('local', 'County or city jail'), ('orr', "Children's shelter (HHS)"), ('hospital', 'Hospital'), ('other', 'Other')], max_length=12, verbose_name='by which authority')),
                ('how', models.CharField(blank=True, choices=[('phone', 'By telephone'), ('fax', 'By fax'), ('email', 'By e-mail'), ('portal', 'By an electronic system'), ('letter', 'By letter'), ('in_person', 'Face to face'), ('found', 'Nobody told us: the consulate found out')], max_length=12, verbose_name='how')),
                ('source', models.CharField(choices=[('locator', 'Detainee locator'), ('facility', 'The facility, by telephone'), ('visit', 'Seen on a visit'), ('notice', 'Consular notification'), ('lawyer', 'Lawyer'), ('person', 'The person'), ('family', 'Family'), ('track', 'Track of the telephone')], max_length=12, verbose_name='source')),
                ('remark', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='remark')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='replaced at')),
            ],
            options={
                'verbose_name': 'fact of consular notification',
                'verbose_name_plural': 'facts of consular notification',
                'ordering': ['at', 'recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='ChildCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='how many children')),
                ('ages', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None, verbose_name='ages, in years')),
                ('names', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='names')),
                ('place', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='where they are')),
                ('carer', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='with whom they are')),
                ('carer_consent', models.CharField(choices=[('unknown', 'Not asked yet'), ('given', 'Given'), ('declined', 'Declined')], default='unknown', max_length=8, verbose_name='consent of the caregiver')),
                ('state', models.CharField(choices=[('reported', 'Reported'), ('located', 'Located'), ('in_safe_care', 'In safe care'), ('state_care', 'In state care'), ('reunified', 'Reunified'), ('repatriation_assisted', 'Repatriation assisted'), ('closed', 'Closed')], default='reported', max_length=24, verbose_name='state')),
                ('known_at', models.DateTimeField(verbose_name='known since')),
                ('safe_due_at', models.DateTimeField(blank=True, null=True, verbose_name='in safe care by')),
                ('safe_at', models.DateTimeField(blank=True, null=True, verbose_name='first in safe care at')),
                ('overdue_at', models.DateTimeField(blank=True, null=True, verbose_name='overdue since')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opened at')),
                ('outcome', models.CharField(blank=True, choices=[('reunified', 'Reunified with the family'), ('informed', 'Family informed, nothing more needed'), ('safe_care', 'Children in safe care'), ('state_care', 'Children in state care'), ('repatriation_assisted', 'Repatriation assisted')], max_length=24, verbose_name='outcome for the family')),
                ('close_requested_at', models.DateTimeField(blank=True, null=True, verbose_name='closing asked at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='updated at')),
            ],
            options={
                'verbose_name': 'case of children',
                'verbose_name_plural': 'cases of children',
                'ordering': ['opened_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('scope', models.CharField(choices=[('consular', 'Consular assistance'), ('lawyer', 'A lawyer'), ('family', 'Telling the family'), ('location', 'Sharing the place'), ('media', 'The media')], max_length=12, verbose_name='for')),
                ('state', models.CharField(choices=[('unknown', 'Not asked yet'), ('given', 'Given'), ('declined', 'Declined'), ('expressly_opposed', 'Expressly opposed'), ('withdrawn', 'Withdrawn')], max_length=20, verbose_name='what the person says')),
                ('said_how', models.CharField(choices=[('in_person', 'The person, face to face'), ('phone', 'The person, by telephone or video'), ('written', 'The person, in writing'), ('lawyer', "The person's lawyer"), ('authority', 'The authority that holds the person'), ('family', 'The family')], max_length=12, verbose_name='how it was said')),
                ('said_at', models.DateTimeField(verbose_name='said at')),
                ('statement', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='statement')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
            },
        ),
        migrations.CreateModel(
            name='ConsularAction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('visit', 'Visit'), ('interview', 'Interview'), ('call', 'Call'), ('letter', 'Letter'), ('family_message', 'Word to the family'), ('diplomatic_note', 'Diplomatic note'), ('document', 'Document'), ('money', 'Money'), ('repatriation', 'Repatriation')], max_length=16, verbose_name='kind')),
                ('happened_at', models.DateTimeField(verbose_name='when')),
                ('place', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='place, where it is no known facility')),
                ('result', models.CharField(choices=[('done', 'Done'), ('partly', 'Done in part'), ('not_admitted', 'Access was refused by the authority'), ('person_declined', 'The person did not want it'), ('not_reached', 'Nobody was reached'), ('called_off', 'Called off')], max_length=16, verbose_name='result')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes')),
                ('remark', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='remark')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='amount')),
                ('currency', models.CharField(blank=True, choices=[('USD', 'USD'), ('MXN', 'MXN')], max_length=3, verbose_name='currency')),
                ('needs_approval', models.BooleanField(default=False, verbose_name='needs a second person')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('refused_at', models.DateTimeField(blank=True, null=True, verbose_name='refused at')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'consular action',
                'verbose_name_plural': 'consular actions',
                'ordering': ['-happened_at', '-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='ProgressReport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('stage', models.CharField(choices=[('assessing', 'Assessing the matter'), ('preparing', 'Preparing'), ('filed', 'Filed'), ('in_court', 'Before the court'), ('decision_pending', 'Waiting for a decision'), ('on_appeal', 'On appeal'), ('winding_up', 'Winding up')], max_length=16, verbose_name='stage')),
                ('next_step', models.CharField(choices=[('meet', 'Meet the client'), ('collect', 'Collect documents'), ('file', 'File with the court or agency'), ('bond', 'Ask for release or bond'), ('hearing', 'Attend a hearing'), ('wait', 'Wait for a decision'), ('appeal', 'Appeal or ask to reopen'), ('conclude', 'Conclude the matter')], max_length=12, verbose_name='next step')),
                ('hearing_known', models.BooleanField(verbose_name='the next hearing is known')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='hours this month')),
                ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('documents', 'Documents'), ('interpreter', 'Interpreter'), ('family_contact', 'Contact with the family'), ('money', 'Money'), ('visit', 'A visit')], max_length=16), blank=True, default=list, size=None, verbose_name='needs')),
                ('removal_risk', models.BooleanField(verbose_name='risk of removal within 48 hours')),
                ('remark', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='remark')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written at')),
            ],
            options={
                'verbose_name': 'progress report',
                'verbose_name_plural': 'progress reports',
                'ordering': ['-written_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='TimeEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(verbose_name='day')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='minutes')),
                ('activity', models.CharField(choices=[('client', 'Meeting or calling the client'), ('research', 'Research and drafting'), ('filing', 'Filing'), ('hearing', 'Hearing'), ('travel', 'Travel and waiting'), ('evidence', 'Evidence and witnesses'), ('coordination', 'Coordination with the consulate'), ('other', 'Other')], max_length=16, verbose_name='activity')),
                ('text', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='short description')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded at')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='voided at')),
            ],
            options={
                'verbose_name': 'entry of time',
                'verbose_name_plural': 'entries of time',
                'ordering': ['-day', '-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='VulnerabilityFlag',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('flag', models.CharField(choices=[('children_left_alone', 'children left alone'), ('removal_imminent_48h', 'removal within 48 hours'), ('unaccompanied_minor', 'unaccompanied minor'), ('minor', 'minor'), ('sole_caregiver', 'sole caregiver'), ('pregnant_or_nursing', 'pregnant or nursing'), ('serious_medical', 'serious medical condition'), ('self_harm_risk', 'risk of self-harm'), ('abuse_reported', 'abuse reported'), ('no_location_24h', 'not located for 24 hours'), ('disability', 'disability'), ('older_65', '65 or older'), ('victim_of_crime', 'victim of a crime'), ('indigenous_language_only', 'speaks an indigenous language only')], max_length=24, verbose_name='flag')),
                ('source', models.CharField(choices=[('staff', 'Set by a person'), ('report', 'Progress report'), ('children', 'Case of children'), ('clock', 'Locate clock')], default='staff', max_length=8, verbose_name='source')),
                ('evidence', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='evidence')),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='set at')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='look again on')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='counts until')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
            ],
            options={
                'verbose_name': 'vulnerability flag',
                'verbose_name_plural': 'vulnerability flags',
            },
        ),
        migrations.AddField(
            model_name='case',
            name='hand_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='priority set by hand at'),
        ),
        migrations.AddField(
            model_name='case',
            name='hand_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='priority set by hand by'),
        ),
        migrations.AddField(
            model_name='case',
            name='hand_reason',
            field=consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='reason of the priority set by hand'),
        ),
        migrations.AddField(
            model_name='case',
            name='hand_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='priority set by hand until'),
        ),
        migrations.AddField(
            model_name='case',
            name='priority_start',
            field=models.PositiveSmallIntegerField(choices=[(0, 'P0'), (1, 'P1'), (2, 'P2'), (3, 'P3')], default=2, verbose_name='priority of the alert'),
        ),
        migrations.AddField(
            model_name='case',
            name='priority_why',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name='reasons'),
        ),
        migrations.AddField(
            model_name='case',
            name='stopped_from',
            field=models.CharField(blank=True, choices=[('new', 'New'), ('contacting', 'Contacting'), ('locating', 'Locating'), ('in_custody', 'In custody'), ('at_liberty', 'At liberty'), ('removed', 'Removed'), ('pending_close', 'Waiting to be closed'), ('closed', 'Closed'), ('blocked_opposed', 'Stopped: the person opposes it'), ('reopened', 'Reopened')], max_length=16, verbose_name='state before the person opposed'),
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='closing_held_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='held open by the lawyer since'),
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='ineligible_for',
            field=models.CharField(blank=True, choices=[('no_legal_need', 'No legal need'), ('outside_scope', 'Outside what the programme covers'), ('represented', 'Has a lawyer already'), ('not_a_national', 'Not a national'), ('person_declined', 'The person does not want a lawyer'), ('other', 'Other')], max_length=16, verbose_name='not eligible because'),
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='report_nudged_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='last asked for a progress report at'),
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='reported_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='last progress report at'),
        ),
        # What is open starts from the priority that its alert gave it; who was found not eligible was so for no reason on record.
        migrations.RunSQL("UPDATE cases_case SET priority_start = priority", migrations.RunSQL.noop),
        migrations.RunSQL("UPDATE cases_legalmatter SET ineligible_for = 'other' WHERE state = 'ineligible'", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('hand_until__isnull', False)), fields=['hand_until'], name='case_hand_until'),
        ),
        migrations.AddIndex(
            model_name='legalmatter',
            index=models.Index(condition=models.Q(('state__in', ['engaged', 'active'])), fields=['engaged_at'], name='matter_owes_reports'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hand_at__isnull', True), ('hand_by__isnull', True), ('hand_until__isnull', True)), models.Q(('hand_at__isnull', False), ('hand_by__isnull', False), ('hand_until__isnull', False)), _connector='OR'), name='case_priority_by_hand_has_an_end'),
        ),
        migrations.AddConstraint(
            model_name='legalmatter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ineligible'), _negated=True), models.Q(('ineligible_for', ''), _negated=True), _connector='OR'), name='matter_ineligible_says_why'),
        ),
        migrations.AddField(
            model_name='art36fact',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='art36_facts', to='cases.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='art36fact',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='childcase',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='children', to='cases.case', verbose_name='case of the adult'),
        ),
        migrations.AddField(
            model_name='childcase',
            name='close_requested_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closing asked by'),
        ),
        migrations.AddField(
            model_name='childcase',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by'),
        ),
        migrations.AddField(
            model_name='childcase',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer of the children'),
        ),
        migrations.AddField(
            model_name='childcase',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by'),
        ),
        migrations.AddField(
            model_name='consent',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='alerts.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='consent',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='consularaction',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by'),
        ),
        migrations.AddField(
            model_name='consularaction',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consular_actions', to='cases.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='consularaction',
            name='done_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by'),
        ),
        migrations.AddField(
            model_name='consularaction',
            name='facility',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='consularaction',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='consularaction',
            name='refused_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='refused by'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='cases.legalmatter', verbose_name='legal matter'),
        ),
        migrations.AddField(
            model_name='progressreport',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='lawyer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lawyer'),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='cases.legalmatter', verbose_name='legal matter'),
        ),
        migrations.AddField(
            model_name='vulnerabilityflag',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='cases.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='vulnerabilityflag',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by'),
        ),
        migrations.AddField(
            model_name='vulnerabilityflag',
            name='set_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='set by'),
        ),
        migrations.AddConstraint(
            model_name='art36fact',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('case', 'kind'), name='art36_fact_once'),
        ),
        migrations.AddConstraint(
            model_name='art36fact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'notified'), _negated=True), models.Q(('how', ''), _negated=True), _connector='OR'), name='art36_notification_says_how'),
        ),
        migrations.AddIndex(
            model_name='childcase',
            index=models.Index(condition=models.Q(('overdue_at__isnull', True), ('safe_due_at__isnull', False)), fields=['safe_due_at'], name='child_care_due'),
        ),
        migrations.AddConstraint(
            model_name='childcase',
            constraint=models.CheckConstraint(condition=models.Q(('number__range', (1, 20))), name='child_case_has_children'),
        ),
        migrations.AddConstraint(
            model_name='childcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True), ('close_requested_by__isnull', False), models.Q(('closed_by', models.F('close_requested_by')), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='child_case_closed_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='childcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['reported', 'located']), _negated=True), ('safe_due_at__isnull', False), _connector='OR'), name='child_case_without_care_has_a_clock'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['person', 'scope', '-recorded_at'], name='consent_of_person'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'unknown'), _negated=True), name='consent_says_something'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'expressly_opposed'), _negated=True), models.Q(('said_how__in', ['authority', 'family']), _negated=True), _connector='OR'), name='consent_opposed_by_the_person'),
        ),
        migrations.AddIndex(
            model_name='consularaction',
            index=models.Index(fields=['case', '-happened_at'], name='action_of_case'),
        ),
        migrations.AddIndex(
            model_name='consularaction',
            index=models.Index(fields=['kind', 'happened_at'], name='action_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='consularaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind', 'money'), models.Q(('currency', ''), _negated=True)), models.Q(models.Q(('kind', 'money'), _negated=True), ('amount__isnull', True), ('currency', ''), ('needs_approval', False)), _connector='OR'), name='action_money_has_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='consularaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('needs_approval', True), ('refused_at__isnull', True), models.Q(('approved_by', models.F('recorded_by')), _negated=True), models.Q(('approved_by', models.F('done_by')), _negated=True)), _connector='OR'), name='action_money_approved_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='consularaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('refused_at__isnull', True), ('refused_by__isnull', True)), models.Q(('needs_approval', True), ('refused_at__isnull', False), ('refused_by__isnull', False)), _connector='OR'), name='action_money_refused_by_a_person'),
        ),
        migrations.AddConstraint(
            model_name='consularaction',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__isnull', True), ('minutes__lte', 1440), _connector='OR'), name='action_lasts_a_day_at_most'),
        ),
        migrations.AddIndex(
            model_name='progressreport',
            index=models.Index(fields=['matter', '-written_at'], name='report_of_matter'),
        ),
        migrations.AddConstraint(
            model_name='progressreport',
            constraint=models.CheckConstraint(condition=models.Q(('hours__range', (0, 744))), name='report_hours_fit_a_month'),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(fields=['matter', '-day'], name='time_of_matter'),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(condition=models.Q(('voided_at', None)), fields=['lawyer', 'day'], name='time_of_lawyer'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__range', (1, 1440))), name='time_fits_a_day'),
        ),
        migrations.AddIndex(
            model_name='vulnerabilityflag',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['expires_at'], name='flag_to_run_out'),
        ),
        migrations.AddConstraint(
            model_name='vulnerabilityflag',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case', 'flag'), name='case_flag_once'),
        ),
        migrations.AddConstraint(
            model_name='vulnerabilityflag',
            constraint=models.CheckConstraint(condition=models.Q(('source', 'clock'), ('set_by__isnull', False), _connector='OR'), name='flag_set_by_a_person_or_the_clock'),
        ),
        # What a person said, and what is known of the notification, is added to and never changed.
        append_only("cases_consent"),
        append_only("cases_art36fact", but="superseded_at"),
        migrations.AddField(
            model_name='timeentry',
            name='contract',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='cases.contract', verbose_name='contract'),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='fee',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=9, verbose_name='fee in US dollars'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=models.CheckConstraint(condition=models.Q(('fee', 0), models.Q(('contract__isnull', False), ('fee__gt', 0)), _connector='OR'), name='time_fee_is_charged_to_a_contract'),
        ),
    ]
