"""manage.py recover_matter: opens a matter's privileged file with the offline recovery key; each use is on record."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases import codes, sealing
from cases.models import Case, Document, LegalMatter, Note
from consular.events import outbox
from consular.organisation.models import User
from consular.privacy import access_log, boxes, circles


class Command(BaseCommand):
    help = (
        "Opens the L4 and L5 notes of a case's matter and lists its documents, or gives the present lawyer the keys. "
        "The private key is read from a file and is kept nowhere."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("case", help="code of the case, C-...")
        parser.add_argument("--key-file", required=True, help="recovery.key, as it was taken off the machine")
        parser.add_argument("--by", required=True, help="username of whoever answers for this look")
        parser.add_argument(
            "--purpose", required=True, help="why, in at most 32 characters; it stays in the access record"
        )
        parser.add_argument(
            "--grant", action="store_true", help="show nothing: let the matter's present lawyer read the file"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        matter = _matter(given["case"])
        by = User.objects.filter(username=given["by"], is_active=True).first()
        if by is None:
            raise CommandError("There is no such active user.")
        if not given["purpose"].strip() or len(given["purpose"]) > 32:
            raise CommandError("The purpose needs 1 to 32 characters.")
        keys = _recovered(matter, given["key_file"])
        if given["grant"]:
            self._grant(matter, keys, by, given["purpose"])
        else:
            self._show(matter, keys, by, given["purpose"])

    def _grant(self, matter: LegalMatter, keys: circles.Ring, by: User, purpose: str) -> None:
        if matter.lawyer is None:
            raise CommandError("The matter has no lawyer now: the keys can be given to nobody.")
        with transaction.atomic():
            access_log.record_read(reader=by, subject=matter, fields=["recovery.grant"], purpose=purpose)
            new = circles.grant(keys, matter.lawyer.pk)
            outbox.record("matter.recovered", subject=matter, posts=[], actor=by)
        self.stdout.write(f"{matter.lawyer.display_name()} holds {new} more keys of this matter.")

    def _show(self, matter: LegalMatter, keys: circles.Ring, by: User, purpose: str) -> None:
        notes = list(
            Note.objects.filter(matter=matter, key__in=keys.wrapped).select_related("author").order_by("written_at")
        )
        documents = list(Document.objects.filter(matter=matter, key__in=keys.wrapped).order_by("added_at"))
        with transaction.atomic():
            access_log.record_read(reader=by, subject=matter, fields=["recovery.read"], purpose=purpose)
            outbox.record("matter.recovered", subject=matter, posts=[], actor=by)
        sealing.open_all([*notes, *documents], keys)
        for note in notes:
            self.stdout.write(
                f"--- L{note.level} {note.written_at:%Y-%m-%d %H:%M} UTC {note.author.display_name()}\n{note.text!s}\n"
            )
        for document in documents:
            self.stdout.write(
                f"--- L{document.level} {document.added_at:%Y-%m-%d %H:%M} UTC document: {document.title!s}\n"
            )


def _matter(code: str) -> LegalMatter:
    case = Case.objects.filter(code=codes.normalised(code) or "").first()
    if case is None:
        raise CommandError("There is no such case.")
    return case.matter


def _recovered(matter: LegalMatter, path: str) -> circles.Ring:
    try:
        return circles.recovered(matter.pk, boxes.read_key(Path(path).read_text()))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as a recovery key: {error}") from error
    except boxes.Shut:
        raise CommandError("This is not the recovery key that the matter was sealed to.") from None
