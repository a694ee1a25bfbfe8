"""The server's entry: presses go to the intake, static files to WhiteNoise, sockets to consumers, all else to Django."""

import gc
import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator, WebsocketDenier
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consular.settings")
pages = get_asgi_application()

from alerts.consumers import BoardConsumer, DeviceConsumer, WallConsumer  # noqa: E402  models need the apps to be loaded first
from alerts.intake.endpoint import Intake  # noqa: E402
from consular.celery import app as _worker  # noqa: E402, F401  loaded, so that what a page asks of the worker reaches our broker
from consular.statics import Statics  # noqa: E402

staff_sockets = URLRouter(
    [
        path("ws/board/", BoardConsumer.as_asgi()),
        path("ws/wall/", WallConsumer.as_asgi()),
        re_path(r"", WebsocketDenier.as_asgi()),
    ]
)
# A device proves itself with its token and may have no origin; a browser session without one is someone else's page.
sockets = URLRouter(
    [
        path("ws/alerts/<uuid:alert_id>/", DeviceConsumer.as_asgi()),
        re_path(r"", OriginValidator(AuthMiddlewareStack(staff_sockets), settings.ORIGINS)),
    ]
)
application = ProtocolTypeRouter({"http": Intake(otherwise=Statics(otherwise=pages)), "websocket": sockets})

# What was loaded stays: the collector looks at what requests leave behind, not at every module each time (0.1 s in a page's wait).
gc.collect()
gc.freeze()
