"""Where the person is: routing by shares of the accuracy circle, the facility, proposals of one, and the locate clock."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# One place for the rule of routing; intake asks it for every press, `alerts.routing` for everything else.
# The circle is an ellipse in degrees: inside of 100 km its shares of area are those on the ground to a few per cent.
ROUTE = """
CREATE FUNCTION alerts_route(place geometry, accuracy_m float8)
RETURNS TABLE (post_id bigint, posts bigint[], method text, decision jsonb) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    radius float8 := greatest(1, least(coalesce(accuracy_m, 1000), 100000));
    wide float8; high float8;
    circle geometry;
    inputs jsonb;
    hit record;
    total float8;
BEGIN
    IF place IS NULL THEN RETURN; END IF;
    wide := radius / (111320 * greatest(cosd(greatest(abs(ST_Y(place)), 1e-9)), 0.01));
    high := radius / 110574;
    inputs := jsonb_build_object('lat', ST_Y(place), 'lng', ST_X(place), 'accuracy_m', accuracy_m);

    -- Nearly always: the whole circle lies in one part of one district.
    SELECT home.id, home.code, district.version INTO hit
    FROM organisation_districtpart AS part JOIN organisation_district AS district ON district.id = part.district_id
    JOIN organisation_consulate AS home ON home.id = district.consulate_id AND home.is_active
    WHERE ST_Contains(part.area, ST_Expand(place, wide, high)) LIMIT 1;
    IF FOUND THEN
        RETURN QUERY SELECT hit.id, ARRAY[hit.id], 'district', inputs || jsonb_build_object(
            'method', 'district', 'post', hit.code, 'district_version', hit.version,
            'shares', jsonb_build_array(jsonb_build_object('post', hit.code, 'share', 1, 'district_version', hit.version)));
        RETURN;
    END IF;

    circle := ST_SetSRID(ST_Translate(ST_Scale(ST_Buffer(ST_MakePoint(0, 0), 1, 8), wide, high), ST_X(place), ST_Y(place)), 4326);
    SELECT count(DISTINCT district.id) AS districts INTO hit
    FROM organisation_districtpart AS part JOIN organisation_district AS district ON district.id = part.district_id
    JOIN organisation_consulate AS home ON home.id = district.consulate_id AND home.is_active
    WHERE ST_Intersects(part.area, circle);

    IF hit.districts = 0 THEN
        RETURN QUERY SELECT seat.id, ARRAY[seat.id], 'nearest', inputs || jsonb_build_object(
            'method', 'nearest', 'post', seat.code, 'district_version', NULL, 'shares', '[]'::jsonb,
            'distance_m', round(ST_DistanceSphere(seat.seat, place)::numeric))
        FROM organisation_consulate AS seat
        WHERE seat.kind = 'consulate' AND seat.is_active AND seat.seat IS NOT NULL
        ORDER BY ST_DistanceSphere(seat.seat, place), seat.id LIMIT 1;
        RETURN;
    END IF;

    RETURN QUERY
    WITH pieces AS (
        SELECT home.id, home.code, district.version, home.seat,
               -- Of one district alone nothing needs to be cut.
               sum(CASE WHEN hit.districts = 1 THEN 1 ELSE ST_Area(ST_Intersection(part.area, circle)) END) AS area
        FROM organisation_districtpart AS part JOIN organisation_district AS district ON district.id = part.district_id
        JOIN organisation_consulate AS home ON home.id = district.consulate_id AND home.is_active
        WHERE ST_Intersects(part.area, circle)
        GROUP BY home.id, home.code, district.version, home.seat
    ),
    ranked AS (
        SELECT id, code, version, area / greatest(sum(area) OVER (), 1e-300) AS share,
               row_number() OVER (ORDER BY area DESC, seat <-> place, id) AS rank
        FROM pieces
    ),
    best AS (SELECT * FROM ranked WHERE rank = 1)
    SELECT best.id,
           ARRAY(SELECT id FROM ranked WHERE rank = 1 OR best.share < 0.8 AND (rank = 2 OR share >= 0.2) ORDER BY rank),
           'district', inputs || jsonb_build_object(
               'method', 'district', 'post', best.code, 'district_version', best.version,
               'shares', (SELECT jsonb_agg(jsonb_build_object('post', code, 'share', round(share::numeric, 4), 'district_version', version) ORDER BY rank)
                          FROM ranked))
    FROM best;
END $$;
"""
NO_ROUTE = "DROP FUNCTION alerts_route(geometry, float8);"

# What is open and not located is where its clock says: hours that are over are not struck again.
CATCH_UP = """
UPDATE alerts_alert SET locate_step = over.n,
       locate_due_at = waiting_since + make_interval(hours => (ARRAY[1, 24, 48, 72])[over.n + 1])
FROM (SELECT id, (SELECT count(*) FROM unnest(ARRAY[1, 24, 48, 72]) AS h WHERE waiting_since + make_interval(hours => h) <= now())::int AS n
      FROM alerts_alert) AS over
WHERE over.id = alerts_alert.id AND state <> 'handled'
  AND (person_state = 'detained_unconfirmed' OR person_state = 'unknown' AND kind <> 'orientation');
UPDATE alerts_alert SET located_at = updated_at WHERE person_state NOT IN ('unknown', 'detained_unconfirmed');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0005_incidents"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(ROUTE, NO_ROUTE),
        migrations.AddField(
            model_name="alert",
            name="facility",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.facility", verbose_name="held at"),
        ),
        migrations.AddField(
            model_name="alert",
            name="located_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="located at"),
        ),
        migrations.AddField(
            model_name="alert",
            name="locate_step",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="steps of locating that are over"),
        ),
        migrations.AddField(
            model_name="alert",
            name="locate_due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="to be located by"),
        ),
        migrations.RunSQL(CATCH_UP, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(condition=models.Q(("locate_due_at__isnull", False)), fields=["locate_due_at"], name="alert_locate_due"),
        ),
        migrations.CreateModel(
            name="FacilityProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("basis", models.CharField(choices=[("enter", "a fix lies at it"), ("covers", "the uncertainty of the newest fix covers it")], max_length=8, verbose_name="basis")),
                ("distance_m", models.FloatField(verbose_name="distance, m")),
                ("state", models.CharField(choices=[("open", "open"), ("accepted", "accepted"), ("rejected", "rejected"), ("superseded", "superseded")], default="open", max_length=12, verbose_name="state")),
                ("at", models.DateTimeField(verbose_name="proposed at")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                ("alert", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="alerts.alert", verbose_name="alert")),
                ("answered_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="answered by")),
                ("facility", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.facility", verbose_name="custody facility")),
                ("position", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="alerts.position", verbose_name="position")),
            ],
            options={
                "verbose_name": "proposed facility",
                "verbose_name_plural": "proposed facilities",
                "constraints": [
                    models.UniqueConstraint(fields=("alert", "facility"), name="proposal_once_per_facility"),
                    models.UniqueConstraint(condition=models.Q(("state", "open")), fields=("alert",), name="proposal_one_open_per_alert"),
                    models.CheckConstraint(condition=models.Q(models.Q(("state__in", ["accepted", "rejected"]), _negated=True), models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)), _connector="OR"), name="proposal_answered_by_somebody"),
                ],
            },
        ),
    ]
