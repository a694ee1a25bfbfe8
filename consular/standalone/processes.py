"""The processes of the product and their commands, the same text here and in docker-compose.yml."""

from consular.standalone import ROOT
from consular.standalone.supervisor import Child

# A shell fills in the variables, here as in a container. Daphne is told not to write addresses and paths to its log.
COMMANDS = {
    "web": "daphne -v 0 -b $BIND -p $PORT consular.asgi:application",
    "relay": "python manage.py relay",
    "standby": "python manage.py relay",
    "worker": "celery -q -A consular worker --loglevel INFO --concurrency 1",
    "beat": 'celery -q -A consular beat --schedule "$CONSULAR_HOME/beat-schedule"',
}


def children(environment: dict[str, str]) -> list[Child]:
    return [Child(name, ["sh", "-c", f"exec {text}"], environment, ROOT) for name, text in COMMANDS.items()]
