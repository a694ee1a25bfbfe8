"""The background worker: what may be late. Nothing life-critical runs here; the database is the queue, Redis the doorbell."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consular.settings")

app = Celery("consular")
app.conf.update(settings.CELERY)
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "fade places of handled alerts": {"task": "alerts.tasks.fade_places", "schedule": crontab(minute=17)},
    "anchor the access log": {
        "task": "consular.privacy.tasks.anchor_access_log",
        "schedule": crontab(hour=0, minute=5),
    },
    "propose dates after a rule change": {"task": "cases.tasks.propose_dates", "schedule": crontab()},
    "ask for progress reports": {"task": "cases.tasks.ask_for_progress", "schedule": crontab(minute="*/10")},
    "send what schedules owe": {"task": "cases.reports.tasks.send_scheduled_mail", "schedule": crontab()},
    "look at deadlines": {"task": "cases.tasks.look_at_deadlines", "schedule": crontab(hour=8, minute=20)},
    "make exports": {"task": "cases.reports.tasks.build_exports", "schedule": crontab()},
    "forget exports": {"task": "cases.reports.tasks.forget_exports", "schedule": crontab()},
    "check the roll-ups": {"task": "cases.reports.tasks.check_rollups", "schedule": crontab(hour=3, minute=10)},
    "clear ended sessions": {"task": "consular.privacy.tasks.clear_sessions", "schedule": crontab(hour=4, minute=40)},
}
