"""Made by makemigrations; the first release squashes it anew."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import consular.privacy.fields

# People's codes count from 1; starting half-way keeps a case and a person from having the same six characters.
CODES = "CREATE SEQUENCE cases_case_code START 536870912"
NO_CODES = "DROP SEQUENCE cases_case_code"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("alerts", "0001_initial"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CODES, NO_CODES),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(editable=False, max_length=12, unique=True, verbose_name="code")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("human_rights", "Human rights"),
                            ("migratory", "Migratory"),
                            ("criminal", "Criminal"),
                            ("administrative", "Administrative"),
                            ("labour", "Labour"),
                            ("civil", "Civil"),
                            ("family", "Family"),
                        ],
                        default="migratory",
                        max_length=16,
                        verbose_name="category",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "P0"), (1, "P1"), (2, "P2"), (3, "P3")], default=2, verbose_name="priority"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("contacting", "Contacting"),
                            ("locating", "Locating"),
                            ("in_custody", "In custody"),
                            ("at_liberty", "At liberty"),
                            ("removed", "Removed"),
                            ("pending_close", "Waiting to be closed"),
                            ("closed", "Closed"),
                            ("blocked_opposed", "Stopped: the person opposes it"),
                            ("reopened", "Reopened"),
                        ],
                        default="new",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("drill", models.BooleanField(default=False, verbose_name="drill")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="opened at")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="first taken by a lawyer at")),
                ("close_requested_at", models.DateTimeField(null=True, verbose_name="closing asked at")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="updated at")),
                (
                    "close_requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closing asked by",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "consulate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="organisation.consulate",
                        verbose_name="post",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer in charge",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="alerts.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
            },
        ),
        migrations.CreateModel(
            name="CaseAlert",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("linked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="linked at")),
                (
                    "alert",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="case_link", to="alerts.alert"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="alert_links", to="cases.case"
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="linked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "linked alert",
                "verbose_name_plural": "linked alerts",
            },
        ),
        migrations.CreateModel(
            name="LegalMatter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("human_rights", "Human rights"),
                            ("migratory", "Migratory"),
                            ("criminal", "Criminal"),
                            ("administrative", "Administrative"),
                            ("labour", "Labour"),
                            ("civil", "Civil"),
                            ("family", "Family"),
                        ],
                        max_length=16,
                        verbose_name="area",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=16, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("screening", "Screening"),
                            ("ineligible", "Not eligible"),
                            ("seeking_counsel", "Seeking counsel"),
                            ("offered", "Offered"),
                            ("accepted_pending_conflict", "Accepted, conflict check pending"),
                            ("engaged", "Engaged"),
                            ("active", "Active"),
                            ("concluded", "Concluded"),
                            ("closed", "Closed"),
                        ],
                        default="screening",
                        max_length=32,
                        verbose_name="state",
                    ),
                ),
                ("engaged_at", models.DateTimeField(null=True, verbose_name="engaged at")),
                (
                    "conflict_certification",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not certified"),
                            ("stated", "Certified by the lawyer"),
                            ("by_accepting", "Certified by accepting"),
                        ],
                        max_length=16,
                        verbose_name="conflict check",
                    ),
                ),
                ("conflict_certified_at", models.DateTimeField(null=True, verbose_name="conflict check certified at")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="opened at")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="updated at")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="matters", to="cases.case"
                    ),
                ),
                (
                    "conflict_certified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="conflict check certified by",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="organisation.court",
                        verbose_name="court",
                    ),
                ),
                (
                    "lawyer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lawyer",
                    ),
                ),
            ],
            options={
                "verbose_name": "legal matter",
                "verbose_name_plural": "legal matters",
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "L1 · operational"),
                            (2, "L2 · consular, the post only"),
                            (3, "L3 · sensitive, officer in charge and lawyer"),
                            (4, "L4 · attorney-client, the lawyer only"),
                            (5, "L5 · protection-sensitive"),
                        ],
                        verbose_name="level",
                    ),
                ),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared with the lawyer")),
                ("text", consular.privacy.fields.SealedTextField(blank=True, default=b"", verbose_name="text")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="cases.case"
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="cases.legalmatter",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("sent", "Sent"),
                            ("viewed", "Seen"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("expired", "Expired"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="drafted",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                (
                    "decline_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("conflict", "Conflict of interest"),
                            ("capacity", "No capacity"),
                            ("language", "Language"),
                            ("location", "Location"),
                            ("outside_scope", "Outside my scope"),
                            ("merits", "Merits"),
                            ("scheduling", "Scheduling"),
                            ("fee", "Fee"),
                            ("other", "Other"),
                        ],
                        max_length=16,
                        verbose_name="reason for declining",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="drafted at")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("viewed_at", models.DateTimeField(null=True, verbose_name="seen at")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn at")),
                (
                    "lawyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lawyer",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="cases.legalmatter"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
            ],
            options={
                "verbose_name": "offer",
                "verbose_name_plural": "offers",
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "axis",
                    models.CharField(
                        choices=[("custody", "Custody"), ("proceeding", "Proceeding"), ("service", "Service")],
                        max_length=16,
                        verbose_name="axis",
                    ),
                ),
                ("code", models.CharField(max_length=32, verbose_name="outcome")),
                ("note", consular.privacy.fields.SealedTextField(blank=True, default=b"", verbose_name="explanation")),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="set at")),
                ("superseded_at", models.DateTimeField(null=True, verbose_name="superseded at")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outcomes", to="cases.case"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set by",
                    ),
                ),
            ],
            options={
                "verbose_name": "outcome",
                "verbose_name_plural": "outcomes",
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["consulate", "-opened_at", "code"], name="case_by_post"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["consulate", "state", "-opened_at"], name="case_by_post_and_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["officer", "-opened_at"], name="case_by_officer"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__lte", 3)), name="case_priority_is_p0_to_p3"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "pending_close"), _negated=True),
                    models.Q(("close_requested_at__isnull", False), ("close_requested_by__isnull", False)),
                    _connector="OR",
                ),
                name="case_pending_close_was_asked_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("state", "closed")),
                    models.Q(
                        models.Q(("state", "closed"), _negated=True),
                        ("closed_at__isnull", True),
                        ("closed_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="case_closed_has_time_and_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_by__isnull", True),
                    models.Q(
                        ("close_requested_by__isnull", False),
                        models.Q(("closed_by", models.F("close_requested_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_closed_by_a_second_person",
            ),
        ),
        migrations.AddIndex(
            model_name="legalmatter",
            index=models.Index(fields=["lawyer", "state"], name="matter_by_lawyer"),
        ),
        migrations.AddConstraint(
            model_name="legalmatter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["ineligible", "concluded", "closed"]), _negated=True),
                fields=("case",),
                name="case_has_one_running_matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalmatter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["accepted_pending_conflict", "engaged", "active", "concluded"]), _negated=True
                    ),
                    ("lawyer__isnull", False),
                    _connector="OR",
                ),
                name="matter_engaged_has_a_lawyer",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalmatter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["screening", "ineligible", "seeking_counsel", "offered"]), _negated=True),
                    ("lawyer__isnull", True),
                    _connector="OR",
                ),
                name="matter_without_lawyer_has_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalmatter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["engaged", "active", "concluded"]), _negated=True),
                    models.Q(("conflict_certified_at__isnull", False), ("conflict_certified_by__isnull", False)),
                    _connector="OR",
                ),
                name="matter_engaged_was_certified",
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["case", "-written_at"], name="note_of_case"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["matter", "-written_at"], name="note_of_matter"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", False), ("level__in", [1, 2, 3]), ("matter__isnull", True)),
                    models.Q(
                        ("case__isnull", True), ("is_shared", False), ("level__in", [4, 5]), ("matter__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="note_privileged_belongs_to_the_matter",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["lawyer", "state"], name="offer_by_lawyer"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "accepted")), fields=("matter",), name="matter_has_one_accepted_offer"
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["drafted", "sent", "viewed"])),
                fields=("matter", "lawyer"),
                name="lawyer_has_one_open_offer",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), models.Q(("decline_code", ""), _negated=True)),
                    models.Q(models.Q(("state", "declined"), _negated=True), ("decline_code", "")),
                    _connector="OR",
                ),
                name="offer_declined_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["accepted", "declined"]), _negated=True),
                    models.Q(("answered_at__isnull", False), ("sent_at__isnull", False)),
                    _connector="OR",
                ),
                name="offer_answered_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("case", "axis"),
                name="case_has_one_outcome_per_axis",
            ),
        ),
    ]
