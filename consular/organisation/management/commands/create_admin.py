"""manage.py create_admin: the first user of an installation without the demo cast, an administrator."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from consular.organisation.actions import start_posting
from consular.organisation.models import Consulate, PostKind, Role, User


class Command(BaseCommand):
    help = "Makes a user with an administrator's posting at the ministry. A second factor is set up at first sign-in."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--username", help="asked for when left out")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args, username: str | None, password_stdin: bool, **options) -> None:
        ministry = Consulate.objects.active().filter(kind=PostKind.MINISTRY).first()
        if ministry is None:
            raise CommandError("There is no ministry to post an administrator at: run load_reference first.")
        username = username or input("Username: ").strip()
        password = sys.stdin.readline().rstrip("\n") if password_stdin else self._ask_twice()
        try:
            self._create(username, password, ministry)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{username} is an administrator at {ministry.code}.")

    def _ask_twice(self) -> str:
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Again: "):
            raise CommandError("The passwords differ.")
        return password

    def _create(self, username: str, password: str, ministry: Consulate) -> None:
        user = User(username=username)
        validate_password(password, user)
        user.set_password(password)
        with transaction.atomic():
            user.full_clean()
            user.save(force_insert=True)
            start_posting(user=user, role=Role.ADMIN, consulate=ministry)
