"""Rosters, absences, the chains of posts, pagers and pages; who is on duty beside who is at a board."""

import consular.privacy.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0009_shift_handovers"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pager",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                ("number", consular.privacy.fields.SealedTextField(blank=True, default=b"", verbose_name="telephone")),
            ],
            options={
                "verbose_name": "pager",
                "verbose_name_plural": "pagers",
            },
        ),
        migrations.AddField(
            model_name="postwatch",
            name="on_duty",
            field=models.PositiveIntegerField(null=True, verbose_name="people on duty, none: no roster"),
        ),
        migrations.CreateModel(
            name="DutyAbsence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "absence",
                "verbose_name_plural": "absences",
                "indexes": [models.Index(fields=["user", "ends_at"], name="absence_by_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="absence_ends_after_it_starts"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyShift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="day of the week",
                    ),
                ),
                ("starts", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(verbose_name="until")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "consulate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.consulate",
                        verbose_name="post",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty shift",
                "verbose_name_plural": "duty shifts",
                "indexes": [models.Index(fields=["consulate", "weekday"], name="duty_by_post_and_day")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("weekday__range", (0, 6))), name="duty_weekday_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="duty_valid_forwards",
                    ),
                    models.UniqueConstraint(
                        fields=("consulate", "user", "weekday", "starts", "ends", "valid_from"), name="duty_shift_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=16, verbose_name="step")),
                (
                    "channel",
                    models.CharField(
                        choices=[("sms", "SMS"), ("voice", "telephone call")], max_length=8, verbose_name="channel"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "waiting"), ("sent", "sent"), ("failed", "not delivered")],
                        default="queued",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("queued_at", models.DateTimeField(verbose_name="waiting since")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "consulate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.consulate",
                        verbose_name="post",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "page",
                "verbose_name_plural": "pages",
                "indexes": [
                    models.Index(condition=models.Q(("state", "queued")), fields=["due_at"], name="page_due"),
                    models.Index(fields=["consulate", "-queued_at"], name="page_by_post"),
                    models.Index(fields=["user", "-queued_at"], name="page_by_user"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostChain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("emergency", "emergencies"), ("orientation", "orientation")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("steps", models.JSONField(verbose_name="steps")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "consulate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.consulate",
                        verbose_name="post",
                    ),
                ),
            ],
            options={
                "verbose_name": "escalation chain of a post",
                "verbose_name_plural": "escalation chains of posts",
                "constraints": [
                    models.UniqueConstraint(fields=("consulate", "kind"), name="chain_one_per_post_and_kind"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("emergency", "orientation"))), name="chain_kind_known"
                    ),
                ],
            },
        ),
    ]
