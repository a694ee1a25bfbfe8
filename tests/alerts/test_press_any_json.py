"""Any JSON in any field: one alert, never an error, never a moved point."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.intake.decoder import FIX_SOURCES, KINDS
from alerts.models import Alert
from tests.alerts.stage import ALERTS, written

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(), max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
numbers = st.floats(-91, 91) | st.floats(-181, 181) | scalars
times = st.datetimes().map(lambda moment: moment.isoformat() + "Z") | scalars
places = st.fixed_dictionaries(
    {"lat": numbers, "lng": numbers},
    optional={
        "accuracy_m": numbers | anything,
        "fixed_at": times,
        "source": st.sampled_from(FIX_SOURCES) | scalars,
        "alt": anything,
    },
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "id": st.uuids().map(str) | anything,
        "kind": st.sampled_from(KINDS) | anything,
        "pressed_at": times | anything,
        "sent_at": times | anything,
        "location": places | anything,
        "message": st.text(st.characters(), max_size=100) | anything,
        "language": st.sampled_from(["es", "nah", "en-US"]) | anything,
        "battery": numbers | anything,
        "drill": st.booleans() | anything,
        "person": st.dictionaries(
            st.sampled_from(["name", "phone", "age"]) | st.text(st.characters(), max_size=5), anything, max_size=4
        )
        | anything,
        "extra": anything,
    },
)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def test_any_json_in_any_field_is_exactly_one_alert(sender):
    @settings(max_examples=150, deadline=None)
    @given(bodies)
    def holds(body):
        before = Alert.objects.count()
        raw = written(body)

        first, again = sender.send(ALERTS, raw), sender.send(ALERTS, raw)

        known = first.status_code == 200  # an id that an earlier example used
        assert (first.status_code, again.status_code) in ((201, 200), (200, 200)), first.text
        assert Alert.objects.count() == before + (not known)
        if known:
            return
        assert again.content == first.content
        alert = Alert.objects.get(pk=first.json()["id"])
        sent = json.loads(raw).get("location") if isinstance(json.loads(raw), dict) else None
        if alert.point is None:
            assert not sent or any(problem.startswith("location_") for problem in alert.problems)
        else:
            assert is_number(sent["lat"]) and is_number(sent["lng"])
            assert alert.point.coords == (sent["lng"], sent["lat"])

    holds()
