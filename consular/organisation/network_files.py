"""The files of one network: which exist, whether they are what was shipped, and how to read them."""

import csv
import gzip
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

REFERENCE = Path(__file__).parent / "reference"
SUMS = "SHA256SUMS"


class BrokenReference(Exception):
    """The files are not the ones that were shipped; the message is a sentence for the person at the console."""


@dataclass(frozen=True)
class NetworkFiles:
    network: str
    folder: Path

    @classmethod
    def named(cls, network: str) -> "NetworkFiles":
        known = sorted(path.name for path in REFERENCE.iterdir() if (path / SUMS).is_file())
        if network not in known:
            raise BrokenReference(f"There is no network {network!r}; known: {', '.join(known)}.")
        return cls(network, REFERENCE / network)

    def verify(self) -> str:
        """The checksum of all files together. Raises BrokenReference at the first file that differs."""
        sums = (self.folder / SUMS).read_bytes()
        lines = (line.split(maxsplit=1) for line in sums.decode().splitlines() if line.strip())
        listed = {name: digest for digest, name in lines}
        present = {path.name for path in self.folder.iterdir() if path.is_file()} - {SUMS}
        if odd := sorted(present ^ set(listed)):
            raise BrokenReference(f"{self.folder}: {SUMS} and the folder disagree about {', '.join(odd)}.")
        for name, expected in listed.items():
            with (self.folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                    raise BrokenReference(f"{self.folder / name} was changed or damaged: its SHA-256 is not in {SUMS}.")
        return hashlib.sha256(sums).hexdigest()

    def manifest(self) -> dict[str, Any]:
        return tomllib.loads((self.folder / "network.toml").read_text(encoding="utf-8"))

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        with self._open(name) as file:
            yield from csv.DictReader(file)

    def boundaries(self) -> Iterator[tuple[str, str]]:
        """Pairs of a county's code and its geometry as GeoJSON."""
        with self._open("counties.geojson.gz") as file:
            features = json.load(file)["features"]
        for feature in features:
            yield feature["properties"]["code"], json.dumps(feature["geometry"], separators=(",", ":"))

    def _open(self, name: str) -> TextIO:
        path = self.folder / name
        if path.suffix == ".gz":
            return gzip.open(path, "rt", encoding="utf-8", newline="")
        return path.open(encoding="utf-8", newline="")
