"""Uploaded files on their way in: only at the addresses that take them, up to their limit, in temporary files without a name."""

import re
import tempfile
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from consular import errors

ADDRESSES = re.compile(settings.UPLOAD_ADDRESSES)


def takes_files(request: HttpRequest) -> bool:
    return request.method == "POST" and ADDRESSES.fullmatch(request.path) is not None


class Nameless(FileUploadHandler):
    """Into a file that has no name from its first byte on: a process that is killed leaves nothing behind."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = tempfile.TemporaryFile()  # noqa: SIM115  closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        return UploadedFile(self.file, self.file_name, self.content_type, file_size, self.charset)


class LimitUpload:
    """Refuses a larger upload by its announced length. Stands where the reader's language is known, before anything reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not takes_files(request) or not length.isdigit() or int(length) <= settings.MAX_UPLOAD:
            return self.get_response(request)
        refusal = errors.Refusal(413, "too_large", _("The file is larger than 20 MB. Nothing was kept."))
        if request.path.startswith("/api/"):
            return errors.plain(refusal)
        return render(request, "413.html", {"refusal": refusal}, status=413)
