"""The printing process: a page on standard input, a PDF on standard output. It fetches our own stylesheet and nothing else.

python -m cases.files.print_worker
"""

import sys
from pathlib import Path
from typing import Any

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
ORIGIN = "static:///"


class OurStaticFiles(URLFetcher):
    """Only files below static/: a page can reach neither a network nor another file of the machine."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        path = (STATIC / url.removeprefix(ORIGIN)).resolve()
        if not url.startswith(ORIGIN) or not path.is_relative_to(STATIC) or path.suffix != ".css":
            raise ValueError("not one of our stylesheets")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "text/css"})


def main() -> None:
    page = sys.stdin.buffer.read().decode()
    HTML(string=page, base_url=ORIGIN, url_fetcher=OurStaticFiles()).write_pdf(sys.stdout.buffer)


if __name__ == "__main__":
    main()
