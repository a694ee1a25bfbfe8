"""Every GET address of the product, who may read it, and how many queries it may cost. Raising a budget is a visible diff."""

from dataclasses import dataclass

ROLES = ("nobody", "ana", "carmen", "oscar", "luis", "nadia", "aurelio", "adela")


@dataclass(frozen=True)
class Route:
    """`answers` are the status codes in the order of ROLES; `queries` the most that its busiest reader may cost."""

    path: str
    answers: tuple[int, ...]
    queries: int


def _route(path: str, answers: str, queries: int) -> Route:
    return Route(path, tuple(int(code) for code in answers.split()), queries)


# {alert} is an alert of post LAX, {case} a case of post LAX that was opened from another one, {incident} a raid in Los Angeles,
# {document} a document of {case} at L2, {drill} a drill and {shift} a hand-over of post LAX,
# {device} a phone with an alert in its flood lane, {lawyer} is Luis,
# {publication} is a published report of post LAX for its supervisors, {schedule} one of Carmen's, {mail} a mail of it.
# {export} rows about people of post LAX that Carmen asked for.
#                                              nobody ana carmen oscar luis nadia aurelio adela
ROUTES = [
    _route("/",                                "302 302 302 302 302 302 302 302", 4),
    _route("/board/",                          "302 200 200 200 403 403 403 403", 5),
    _route("/board/wall/",                      "302 200 200 200 403 403 403 403", 5),
    _route("/call/",                           "302 200 200 200 403 403 403 403", 4),
    _route("/cases/",                          "302 200 200 403 200 403 403 403", 11),
    _route("/cases/{case}/",                   "302 200 200 403 404 403 403 403", 20),
    _route("/cases/{case}/custody/",           "302 200 200 403 404 403 403 403", 20),
    _route("/cases/{case}/calendar/",          "302 200 200 403 404 403 403 403", 18),
    _route("/calendar/",                       "302 200 200 403 200 403 403 403", 14),
    _route("/calendar/calls/",                 "302 200 200 403 200 403 403 403", 7),
    _route("/calendar/feeds/",                 "302 403 403 403 200 403 403 403", 6),
    _route("/rules/",                          "302 200 200 403 200 403 403 200", 6),
    _route("/rules/BIA-MERITS/",               "302 403 403 403 403 403 403 200", 7),
    _route("/desk/",                           "302 403 403 403 200 403 403 403", 22),
    _route("/cases/{case}/counsel/",           "302 200 200 403 404 403 403 403", 27),
    _route("/desk/profile/",                   "302 403 404 403 200 403 403 403", 19),
    _route("/counsel/",                        "302 403 200 403 403 403 403 403", 8),
    _route("/counsel/lawyers/{lawyer}/",       "302 403 200 403 200 403 403 403", 21),
    _route("/counsel/firms/",                  "302 403 200 403 403 403 403 403", 10),
    _route("/counsel/gaps/",                   "302 403 200 403 403 403 403 403", 15),
    _route("/counsel/fairness/",               "302 403 200 403 403 403 403 403", 7),
    _route("/cases/{case}/documents/",         "302 200 200 403 404 403 403 403", 20),
    _route("/cases/{case}/documents/{document}/", "302 200 200 403 404 403 403 403", 15),
    _route("/cases/{case}/identity/",          "302 200 200 403 404 403 403 403", 11),
    _route("/cases/{case}/merge/?other={case}", "302 200 200 403 404 403 403 403", 9),
    _route("/cases/{case}/tasks/",             "302 200 200 403 404 403 403 403", 11),
    _route("/cases/{case}/timeline/",          "302 200 200 403 404 403 403 403", 9),
    _route("/search/",                         "302 200 200 200 200 403 403 403", 3),
    _route("/tasks/",                          "302 200 200 403 200 403 403 403", 6),
    _route("/cases/{case}/people/",            "302 200 200 403 404 403 403 403", 18),
    _route("/cases/{case}/log/",               "302 200 200 403 404 403 403 403", 20),
    _route("/duty/",                           "302 200 200 403 403 403 403 403", 16),
    _route("/drills/",                         "302 403 200 403 403 403 403 403", 8),
    _route("/drills/{drill}/",                 "302 403 200 403 403 403 403 403", 12),
    _route("/drills/{drill}/live/",            "200 403 200 403 403 403 403 403", 12),
    _route("/shift/",                          "302 200 200 403 403 403 403 403", 25),
    _route("/shift/{shift}/",                  "302 200 200 403 403 403 403 403", 22),
    _route("/reports/",                        "302 403 200 403 403 200 403 403", 14),
    _route("/reports/published/",              "302 403 200 403 403 200 403 403", 6),
    _route("/reports/published/{publication}/", "302 403 200 403 403 404 403 403", 6),
    _route("/reports/schedules/",              "302 403 200 403 403 200 403 403", 7),
    _route("/reports/schedules/{schedule}/remove/", "302 403 200 403 403 404 403 403", 6),
    _route("/reports/ready/{mail}/",           "302 403 302 403 403 404 403 403", 6),
    _route("/reports/download/?format=csv",    "302 403 200 403 403 200 403 403", 40),
    _route("/reports/exports/",                "302 403 200 403 403 200 200 403", 8),
    _route("/reports/exports/rows/",           "302 403 200 403 403 403 403 403", 5),
    _route("/reports/exports/{export}/",       "302 403 200 403 403 404 200 403", 14),
    _route("/reports/exports/{export}/live/",  "302 403 200 403 403 404 200 403", 5),
    _route("/reports/exports/{export}/file/",  "302 403 200 403 403 404 403 403", 15),
    _route("/reports/cases/",                  "302 403 200 403 403 200 403 403", 21),
    _route("/reports/where/",                  "302 403 200 403 403 200 403 403", 14),
    _route("/reports/rows/?figure=endings&row=open", "302 403 200 403 403 403 403 403", 16),
    _route("/reports/now/",                    "302 403 200 403 403 403 403 403", 27),
    _route("/reports/quality/",                "302 403 200 403 403 200 403 403", 14),
    _route("/reports/oversight/",              "302 403 200 403 403 403 200 403", 20),
    _route("/audit/",                          "302 403 403 403 403 403 200 403", 8),
    _route("/admin/",                          "302 403 403 403 403 403 403 200", 6),
    _route("/api/v1/board/",                   "401 200 200 200 403 403 403 403", 6),
    _route("/api/v1/board/events/?after=0",    "401 200 200 200 403 403 403 403", 7),
    _route("/api/v1/board/notices/",           "401 200 200 200 403 403 403 403", 8),
    _route("/api/v1/board/bulletin/",          "401 200 200 200 403 403 403 403", 5),
    _route("/api/v1/board/wall/",             "401 200 200 200 403 403 403 403", 8),
    _route("/api/v1/board/flood/",             "401 200 200 403 403 403 403 403", 4),
    _route("/api/v1/board/flood/{device}/",    "401 200 200 403 403 403 403 403", 7),
    _route("/api/v1/alerts/{alert}/",          "401 200 200 200 404 404 404 404", 5),
    _route("/api/v1/alerts/{alert}/timeline/", "401 200 200 200 403 403 403 403", 6),
    _route("/api/v1/incidents/",               "401 200 200 200 403 403 403 403", 5),
    _route("/api/v1/incidents/{incident}/",    "401 200 200 200 403 403 403 403", 9),
    _route("/api/v1/alerts/{alert}/track/",    "401 200 200 200 403 403 403 403", 6),
    _route("/api/v1/alerts/{alert}/script/",   "401 200 200 200 403 403 403 403", 7),
    _route("/api/v1/alerts/{alert}/links/",    "401 200 200 200 403 403 403 403", 10),
    _route("/api/v1/alerts/{alert}/handover/brief/", "401 200 200 403 403 403 403 403", 8),
    _route("/api/v1/board/owed/",              "401 200 200 200 403 403 403 403", 6),
    _route("/api/v1/places/?q=los+angeles",    "401 200 200 200 403 403 403 403", 9),
    _route("/api/v1/places/layers/",           "401 200 200 200 403 403 403 403", 5),
    _route("/api/v1/cases/",                   "401 200 200 403 200 403 403 403", 10),
    _route("/api/v1/cases/{case}/",            "401 200 200 404 404 404 404 404", 9),
    _route("/api/v1/cases/{case}/timeline/",   "401 200 200 404 404 404 404 404", 9),
    _route("/api/v1/cases/{case}/notes/",      "401 200 200 404 404 404 404 404", 12),
    _route("/api/v1/cases/{case}/documents/",  "401 200 200 404 404 404 404 404", 15),
    _route("/api/v1/cases/{case}/documents/{document}/content/", "401 200 200 404 404 404 404 404", 15),
    _route("/api/v1/lawyers/",                 "401 200 200 403 403 403 403 403", 6),
    _route("/api/v1/outcome-codes/",           "401 200 200 403 200 200 403 403", 4),
    _route("/api/v1/reports/weekly/",          "401 403 200 403 403 200 403 403", 12),
    _route("/api/v1/reports/published/",       "401 403 200 403 403 200 403 403", 6),
    _route("/api/v1/reports/published/{publication}/", "401 403 200 403 403 404 403 403", 6),
    _route("/api/v1/schema/",                  "401 200 200 200 200 200 200 200", 4),
    _route("/api/v1/docs/",                    "401 200 200 200 200 200 200 200", 4),
    _route("/accounts/login/",                 "200 302 302 302 302 302 302 302", 4),
    _route("/sos/manifest.webmanifest",        "200 200 200 200 200 200 200 200", 4),
    _route("/sos/sw.js",                       "200 200 200 200 200 200 200 200", 4),
    _route("/i18n/js/",                        "200 200 200 200 200 200 200 200", 3),
    _route("/sos/",                            "200 200 200 200 200 200 200 200", 4),
    _route("/f/",                              "200 200 200 200 200 200 200 200", 4),
    _route("/livez",                           "200 200 200 200 200 200 200 200", 2),
    _route("/readyz",                          "200 200 200 200 200 200 200 200", 3),
]  # fmt: skip
