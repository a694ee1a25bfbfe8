"""The organisation's tables. The extensions exist already (the server's bootstrap makes them): that needs a superuser."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.gis.db.models.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import consular.organisation.models.consulates
import consular.organisation.models.people

EXTENSIONS = ("postgis", "pg_trgm", "unaccent", "btree_gist")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        *(migrations.RunSQL(f"create extension if not exists {name}", migrations.RunSQL.noop) for name in EXTENSIONS),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=consular.organisation.models.people.offered_languages,
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        blank=True, choices=[("light", "Light"), ("dark", "Dark")], max_length=5, verbose_name="theme"
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo account")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "ordering": ["username"],
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Consulate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=8,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[A-Z0-9]{2,8}$")],
                        verbose_name="code",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("consulate", "Consulate"), ("call_centre", "Call centre"), ("ministry", "Ministry")],
                        default="consulate",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("city", models.CharField(max_length=80, verbose_name="city")),
                ("state", models.CharField(blank=True, max_length=3, verbose_name="state")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                (
                    "timezone",
                    models.CharField(
                        max_length=40,
                        validators=[consular.organisation.models.consulates.known_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "seat",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326, verbose_name="seat"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=160, verbose_name="address")),
                ("phone", models.CharField(blank=True, max_length=32, verbose_name="telephone")),
                ("emergency_phone", models.CharField(blank=True, max_length=32, verbose_name="emergency telephone")),
                ("website", models.URLField(blank=True, verbose_name="website")),
                (
                    "contact_source",
                    models.CharField(blank=True, max_length=160, verbose_name="source of the contact data"),
                ),
                ("contact_as_of", models.CharField(blank=True, max_length=16, verbose_name="contact data as of")),
                (
                    "contact_confidence",
                    models.CharField(
                        choices=[
                            ("none", "Not known"),
                            ("low", "Low"),
                            ("medium", "Medium"),
                            ("confirmed", "Confirmed by us"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="confidence in the contact data",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "fallback",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.consulate",
                        verbose_name="fallback post",
                    ),
                ),
            ],
            options={
                "verbose_name": "post",
                "verbose_name_plural": "posts",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="County",
            fields=[
                ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("key", models.CharField(max_length=80, verbose_name="plain-letter name")),
                ("state", models.CharField(max_length=3, verbose_name="state")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("official", "Official"),
                            ("reported", "Reported"),
                            ("inferred", "Inferred"),
                            ("nearest", "Nearest office"),
                            ("corrected", "Corrected by us"),
                        ],
                        max_length=12,
                        verbose_name="source",
                    ),
                ),
                ("source_ref", models.CharField(blank=True, max_length=400, verbose_name="source reference")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="population")),
                ("boundary", django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326, verbose_name="boundary")),
                (
                    "consulate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counties",
                        to="organisation.consulate",
                        verbose_name="consulate",
                    ),
                ),
            ],
            options={
                "verbose_name": "county",
                "verbose_name_plural": "counties",
                "ordering": ["state", "name"],
            },
        ),
        migrations.CreateModel(
            name="CountyReassignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reassignments",
                        to="organisation.county",
                        verbose_name="county",
                    ),
                ),
                (
                    "from_consulate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.consulate",
                        verbose_name="from",
                    ),
                ),
                (
                    "to_consulate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.consulate",
                        verbose_name="to",
                    ),
                ),
            ],
            options={
                "verbose_name": "county re-assignment",
                "verbose_name_plural": "county re-assignments",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Court",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=80, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("address", models.CharField(blank=True, max_length=160, verbose_name="address")),
                ("city", models.CharField(max_length=80, verbose_name="city")),
                ("state", models.CharField(max_length=3, verbose_name="state")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("postal_code", models.CharField(blank=True, max_length=10, verbose_name="postal code")),
                (
                    "point",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326, verbose_name="point"
                    ),
                ),
                ("coord_source", models.CharField(blank=True, max_length=40, verbose_name="source of the point")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("docket", models.CharField(blank=True, max_length=20, verbose_name="docket")),
                (
                    "timezone",
                    models.CharField(
                        max_length=40,
                        validators=[consular.organisation.models.consulates.known_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "consulate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="organisation.consulate",
                        verbose_name="consulate",
                    ),
                ),
            ],
            options={
                "verbose_name": "court",
                "verbose_name_plural": "courts",
                "ordering": ["state", "name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("boundary", django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326, verbose_name="boundary")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="version")),
                ("built_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="built")),
                (
                    "consulate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="district",
                        to="organisation.consulate",
                        verbose_name="consulate",
                    ),
                ),
            ],
            options={
                "verbose_name": "district",
                "verbose_name_plural": "districts",
                "ordering": ["consulate__code"],
            },
        ),
        migrations.CreateModel(
            name="DistrictPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", django.contrib.gis.db.models.fields.PolygonField(srid=4326, verbose_name="area")),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="organisation.district",
                        verbose_name="district",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a district",
                "verbose_name_plural": "parts of districts",
            },
        ),
        migrations.CreateModel(
            name="Facility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=80, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("address", models.CharField(blank=True, max_length=160, verbose_name="address")),
                ("city", models.CharField(max_length=80, verbose_name="city")),
                ("state", models.CharField(max_length=3, verbose_name="state")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("postal_code", models.CharField(blank=True, max_length=10, verbose_name="postal code")),
                (
                    "point",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326, verbose_name="point"
                    ),
                ),
                ("coord_source", models.CharField(blank=True, max_length=40, verbose_name="source of the point")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("agency_area", models.CharField(blank=True, max_length=8, verbose_name="agency area")),
                ("kind", models.CharField(blank=True, max_length=20, verbose_name="kind")),
                ("sex", models.CharField(blank=True, max_length=16, verbose_name="sex")),
                (
                    "average_daily_population",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=8, null=True, verbose_name="average daily population"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=160, verbose_name="source")),
                (
                    "consulate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="organisation.consulate",
                        verbose_name="consulate",
                    ),
                ),
            ],
            options={
                "verbose_name": "custody facility",
                "verbose_name_plural": "custody facilities",
                "ordering": ["state", "name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=80, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("address", models.CharField(blank=True, max_length=160, verbose_name="address")),
                ("city", models.CharField(max_length=80, verbose_name="city")),
                ("state", models.CharField(max_length=3, verbose_name="state")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("postal_code", models.CharField(blank=True, max_length=10, verbose_name="postal code")),
                (
                    "point",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326, verbose_name="point"
                    ),
                ),
                ("coord_source", models.CharField(blank=True, max_length=40, verbose_name="source of the point")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("agency", models.CharField(max_length=16, verbose_name="agency")),
                ("area", models.TextField(blank=True, verbose_name="area")),
                (
                    "consulate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="organisation.consulate",
                        verbose_name="consulate",
                    ),
                ),
            ],
            options={
                "verbose_name": "agency office",
                "verbose_name_plural": "agency offices",
                "ordering": ["state", "name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("geonameid", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="GeoNames id")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("key", models.CharField(max_length=80, verbose_name="plain-letter name")),
                ("alternate_keys", models.TextField(blank=True, verbose_name="other plain-letter names")),
                ("state", models.CharField(max_length=3, verbose_name="state")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326, verbose_name="point")),
                ("population", models.PositiveIntegerField(default=0, verbose_name="population")),
                ("timezone", models.CharField(max_length=40, verbose_name="time zone")),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="places",
                        to="organisation.county",
                        verbose_name="county",
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ["-population"],
            },
        ),
        migrations.CreateModel(
            name="PostalCode",
            fields=[
                ("code", models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name="code")),
                ("city", models.CharField(max_length=80, verbose_name="city")),
                ("state", models.CharField(max_length=3, verbose_name="state")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326, verbose_name="point")),
                ("population", models.PositiveIntegerField(default=0, verbose_name="population")),
                ("timezone", models.CharField(max_length=40, verbose_name="time zone")),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="postal_codes",
                        to="organisation.county",
                        verbose_name="county",
                    ),
                ),
            ],
            options={
                "verbose_name": "postal code",
                "verbose_name_plural": "postal codes",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Consular officer"),
                            ("supervisor", "Supervisor"),
                            ("operator", "Call-centre operator"),
                            ("lawyer", "Lawyer"),
                            ("analyst", "Analyst"),
                            ("auditor", "Auditor"),
                            ("admin", "Administrator"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("starts_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="starts")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                (
                    "consulate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="organisation.consulate",
                        verbose_name="post",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "posting",
                "verbose_name_plural": "postings",
                "ordering": ["user", "starts_at"],
            },
        ),
        migrations.CreateModel(
            name="ReferenceLoad",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("network", models.CharField(max_length=40, verbose_name="network")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("checksum", models.CharField(max_length=64, verbose_name="checksum")),
                ("counts", models.JSONField(default=dict, verbose_name="counts")),
                ("attributions", models.JSONField(default=list, verbose_name="attributions")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "load of reference data",
                "verbose_name_plural": "loads of reference data",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["network", "-at"], name="load_latest")],
            },
        ),
        migrations.CreateModel(
            name="State",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("code", models.CharField(max_length=3, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None, verbose_name="plain-letter names"
                    ),
                ),
            ],
            options={
                "verbose_name": "state",
                "verbose_name_plural": "states",
                "ordering": ["code"],
                "constraints": [models.UniqueConstraint(fields=("country", "code"), name="state_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="consulate",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["consulate", "call_centre", "ministry"])), name="consulate_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="consulate",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[A-Z0-9]{2,8}$")), name="consulate_code_plain"
            ),
        ),
        migrations.AddConstraint(
            model_name="consulate",
            constraint=models.CheckConstraint(
                condition=models.Q(("contact_confidence__in", ["none", "low", "medium", "confirmed"])),
                name="consulate_confidence_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consulate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fallback__isnull", True), models.Q(("fallback", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="consulate_fallback_is_another",
            ),
        ),
        migrations.AddIndex(
            model_name="county",
            index=models.Index(fields=["key"], name="county_key"),
        ),
        migrations.AddConstraint(
            model_name="county",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["official", "reported", "inferred", "nearest", "corrected"])),
                name="county_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="countyreassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_consulate", models.F("to_consulate")), _negated=True),
                name="reassignment_goes_somewhere_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="countyreassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="reassignment_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("average_daily_population__isnull", True), ("average_daily_population__gte", 0), _connector="OR"
                ),
                name="facility_population_not_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["key"], name="place_key", opclasses=["varchar_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="place",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["key"], name="place_key_trigrams", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["alternate_keys"], name="place_alternates_trigrams", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["officer", "supervisor", "operator", "lawyer", "analyst", "auditor", "admin"])
                ),
                name="posting_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("consulate__isnull", True), ("role", "lawyer")),
                    models.Q(models.Q(("role", "lawyer"), _negated=True), ("consulate__isnull", False)),
                    _connector="OR",
                ),
                name="posting_has_a_post_unless_lawyer",
                violation_error_message="Every role but the lawyer's needs a post; a lawyer has none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="posting_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (models.F("user"), "="),
                    (models.F("role"), "="),
                    (django.db.models.functions.comparison.Coalesce(models.F("consulate"), models.Value(0)), "="),
                    (
                        models.Func(
                            models.F("starts_at"),
                            models.F("ends_at"),
                            function="TSTZRANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="posting_not_twice_at_once",
                violation_error_message="The user already holds this role at this post in that time.",
            ),
        ),
    ]
