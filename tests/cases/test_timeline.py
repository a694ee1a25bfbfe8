"""The timeline: what each reader may know of what happened."""


def kinds(stage, user, code):
    return [step["kind"].removeprefix("case.") for step in stage.get(user, f"cases/{code}/timeline/").json()["items"]]


def test_the_post_knows_the_whole_story(stage, cast):
    code = stage.offered(cast.lucia)
    stage.done(cast.lucia, code, "decline", {"code": "language"})
    stage.done(cast.ana, code, "assign", {"lawyer": cast.luis.pk})
    stage.done(cast.luis, code, "accept")
    stage.done(cast.ana, code, "notes", {"text": "a", "level": 2})
    assert kinds(stage, cast.bruno, code) == [
        "opened",
        "offered",
        "declined",
        "offered",
        "accepted",
        "engaged",
        "noted",
    ]
    steps = stage.get(cast.carmen, f"cases/{code}/timeline/").json()["items"]
    assert steps[2]["text"] == "Language"
    assert [steps[1]["text"], steps[4]["text"]] == ["Lucía Ibarra", ""]
    assert steps[0]["actor"] == {"id": cast.ana.pk, "name": "Ana Beltrán"}


def test_a_lawyer_learns_neither_who_else_was_asked_nor_what_the_post_notes(stage, cast):
    code = stage.offered(cast.lucia)
    stage.done(cast.lucia, code, "decline", {"code": "language"})
    stage.done(cast.ana, code, "notes", {"text": "a", "level": 2})
    stage.done(cast.ana, code, "assign", {"lawyer": cast.luis.pk})
    assert kinds(stage, cast.luis, code) == ["opened", "offered"]
    stage.done(cast.luis, code, "accept")
    stage.done(cast.ana, code, "notes", {"text": "b", "level": 3})
    assert kinds(stage, cast.luis, code) == ["opened", "offered", "accepted", "engaged", "noted"]
    assert "Lucía" not in stage.get(cast.luis, f"cases/{code}/timeline/").content.decode()
