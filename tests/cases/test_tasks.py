"""Tasks: who writes, sees, does and is reminded of them; and what is the lawyer's alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import actions
from cases.models import Task
from consular.events.models import Event
from consular.organisation.access import viewer_of
from consular.privacy.models import AccessRecord

TOMORROW = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def add(stage):
    def add(user, code, to=None, **typed):
        body = {
            "kind": "call_family",
            "detail": "Canary detail",
            "owner": (to or user).pk,
            "due_at": TOMORROW,
        } | typed
        return stage.client(user).post(f"/cases/{code}/tasks/add/", body)

    return add


def page(stage, user, path):
    answer = stage.client(user).get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_post_gives_tasks_to_its_people_and_to_the_engaged_lawyer(stage, cast, add):
    code = stage.taken()
    assert add(cast.ana, code, cast.bruno).status_code == 302
    assert add(cast.carmen, code, cast.luis).status_code == 302
    assert "Canary detail" in page(stage, cast.bruno, f"/cases/{code}/tasks/")
    assert page(stage, cast.bruno, "/tasks/").count('data-testid="task"') == 1
    assert page(stage, cast.ana, "/tasks/").count('data-testid="task"') == 0
    assert page(stage, cast.ana, "/tasks/?whose=post").count('data-testid="task"') == 2
    assert page(stage, cast.luis, f"/cases/{code}/tasks/").count('data-testid="task"') == 1
    kinds = Event.objects.filter(kind="case.task_added").values_list("payload", flat=True)
    assert all(set(payload) == {"code", "task", "owner"} for payload in kinds)


def test_the_detail_is_read_on_record_and_no_list_shows_it(stage, cast, add):
    code = stage.opened()
    add(cast.ana, code)
    before = AccessRecord.objects.count()
    assert "Canary detail" not in page(stage, cast.ana, "/tasks/")
    assert AccessRecord.objects.count() == before
    page(stage, cast.ana, f"/cases/{code}/tasks/")
    assert AccessRecord.objects.order_by("id").last().fields == ["task.detail"]


def test_a_privileged_task_is_the_lawyers_alone(stage, cast, add):
    code = stage.taken()
    assert add(cast.luis, code, privileged="on", kind="file").status_code == 302
    assert Task.objects.get().matter is not None
    assert 'data-testid="task"' in page(stage, cast.luis, "/tasks/")
    for user in (cast.ana, cast.carmen):
        assert 'data-testid="task"' not in page(stage, user, f"/cases/{code}/tasks/")
        assert 'data-testid="task"' not in page(stage, user, "/tasks/?whose=post")
        assert "rivileged task" not in page(stage, user, f"/cases/{code}/timeline/")
        assert stage.client(user).post(f"/tasks/{Task.objects.get().pk}/done/").status_code == 404
    event = Event.objects.get(kind="matter.task_added")
    assert (event.subject_type, event.posts) == ("legalmatter", [])
    assert "Privileged task written down" in page(stage, cast.luis, f"/cases/{code}/timeline/")


def test_nobody_writes_privileged_tasks_for_others(stage, cast, add):
    code = stage.taken()
    assert add(cast.luis, code, cast.ana, privileged="on").status_code == 400
    with pytest.raises(Exception, match="engaged lawyer"):
        actions.add_task(
            code=code,
            actor=cast.ana,
            viewer=viewer_of(cast.ana),
            kind="file",
            owner=cast.ana.pk,
            due_at=timezone.now() + timedelta(hours=1),
            privileged=True,
        )
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": ""},
        {"kind": "dance"},
        {"due_at": ""},
        {"due_at": "soon"},
        {"due_at": "2001-01-01T00:00"},
        {"due_at": "9000-01-01T00:00"},
        {"owner": 0},
        {"owner": "x"},
        {"detail": "x" * 2001},
        {"detail": "a\x00b"},
    ],
)
def test_bad_input_is_named_and_nothing_is_written(stage, cast, add, typed):
    refused = add(cast.ana, stage.opened(), **typed)
    assert (refused.status_code, "errorlist" in refused.content.decode()) == (422, True)
    assert not Task.objects.exists()


def test_a_stranger_is_given_none_and_others_write_none(stage, cast, add):
    code = stage.offered()
    assert add(cast.ana, code, cast.hector).status_code == 422
    assert add(cast.ana, code, cast.luis).status_code == 422  # asked, not engaged
    for user in (cast.hector, cast.luis, cast.lucia):
        assert add(user, code).status_code == 404
    for user in (cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert add(user, code).status_code == 403
        assert stage.client(user).get("/tasks/").status_code == 403
    assert add(cast.ana, stage.closed()).status_code == 409


def test_done_is_done_once_and_by_whom(stage, cast, add):
    code = stage.opened()
    add(cast.ana, code, cast.bruno)
    task = Task.objects.get()
    back = f"/cases/{code}/tasks/"
    answer = stage.client(cast.carmen).post(f"/tasks/{task.pk}/done/", {"back": back})
    assert (answer.status_code, answer["Location"]) == (302, back)
    stage.client(cast.bruno).post(f"/tasks/{task.pk}/done/", {"back": "https://evil.example/"})
    task.refresh_from_db()
    assert (task.done_by, task.nudge_due_at) == (cast.carmen, None)
    assert Event.objects.filter(kind="case.task_done").count() == 1
    assert stage.client(cast.hector).post(f"/tasks/{task.pk}/done/").status_code == 404
    assert 'data-testid="task"' not in page(stage, cast.bruno, "/tasks/")


def test_a_reminder_stands_out_and_is_not_repeated_at_once(stage, cast, add):
    code = stage.opened()
    add(cast.ana, code, cast.bruno)
    task = Task.objects.get()
    stage.client(cast.ana).post(f"/tasks/{task.pk}/remind/")
    assert "Ana Beltrán asks about it" in page(stage, cast.bruno, "/tasks/")
    stage.client(cast.carmen).post(f"/tasks/{task.pk}/remind/")
    stage.client(cast.bruno).post(f"/tasks/{task.pk}/remind/")
    assert Event.objects.filter(kind="case.task_nudged").count() == 1


def test_time_reminds_when_it_is_due_and_once_a_day(stage, cast, add):
    code = stage.opened()
    add(cast.ana, code, cast.bruno)
    due = Task.objects.get().due_at
    for when, reminded in (
        (due - timedelta(minutes=1), 0),
        (due, 1),
        (due + timedelta(hours=23), 0),
        (due + timedelta(hours=24), 1),
    ):
        assert actions.tasks.nudge_overdue(now=when) == reminded
    assert Task.objects.get().nudged_by is None
    Task.objects.update(done_at=timezone.now(), done_by=cast.bruno, nudge_due_at=None)
    assert actions.tasks.nudge_overdue(now=due + timedelta(days=9)) == 0


def test_a_task_of_the_post_belongs_to_no_case(stage, cast):
    body = {"post": "LAX", "kind": "other", "detail": "Canary detail", "owner": cast.bruno.pk, "due_at": TOMORROW}
    assert stage.client(cast.carmen).post("/tasks/add/", body).status_code == 302
    assert "Canary detail" in page(stage, cast.bruno, "/tasks/")
    assert AccessRecord.objects.order_by("id").last().subject_type == "task"
    assert 'data-testid="task"' not in page(stage, cast.hector, "/tasks/?whose=post")
    assert stage.client(cast.hector).post("/tasks/add/", body).status_code == 404
    assert stage.client(cast.luis).post("/tasks/add/", body).status_code == 403
    assert stage.client(cast.carmen).post("/tasks/add/", body | {"owner": cast.hector.pk}).status_code == 422
    event = Event.objects.get(kind="task.task_added")
    assert event.posts == [cast.posts["LAX"].pk]


def test_who_is_taken_off_the_case_loses_its_tasks_at_once(stage, cast, add):
    code = stage.taken()
    add(cast.luis, code)
    add(cast.luis, code, privileged="on")
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk})
    assert 'data-testid="task"' not in page(stage, cast.luis, "/tasks/")
    for task in Task.objects.all():
        assert stage.client(cast.luis).post(f"/tasks/{task.pk}/done/").status_code == 404


def test_the_database_keeps_out_what_cannot_be(stage, cast, add):
    add(cast.ana, stage.opened())
    for wrong in ({"consulate": cast.posts["LAX"]}, {"case": None}, {"done_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.update(**wrong)
