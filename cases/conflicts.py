"""When two names may be the same person's, and which coincidences are a conflict of interest. Pure: text in, codes out.

Rules: ABA Model Rules 1.7 (current clients), 1.9 (former clients), 1.10 (the firm's conflicts are each lawyer's).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from alerts import phonetics
from alerts.phonetics import plain

# Words that names carry and that tell nobody apart.
TITLES = frozenset({"san", "santa", "sr", "sra", "jr", "mr", "mrs", "ms", "dr", "dra", "lic"})
LEGAL_FORMS = frozenset(
    {
        "inc",
        "llc",
        "llp",
        "lp",
        "corp",
        "corporation",
        "company",
        "co",
        "ltd",
        "sa",
        "cv",
        "rl",
        "s",
        "c",
        "v",
        "the",
        "and",
        "of",
    }
)
LEAST_SHARED = 2

EXACT, SOUND = "exact", "sound"
CLIENT, OPPOSING, RELATED = "client", "opposing", "related"

# (role here, role in the other matter) -> what it is. What is missing here is no conflict: two clients against the same employer.
MEANING = {
    (CLIENT, OPPOSING): "client_opposed",
    (OPPOSING, CLIENT): "against_client",
    (CLIENT, CLIENT): "same_client",
    (CLIENT, RELATED): "related",
    (RELATED, CLIENT): "related",
    (RELATED, OPPOSING): "related",
    (OPPOSING, RELATED): "related",
}
ADVERSE = frozenset({"client_opposed", "against_client"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A party by its blind indexes: `exact` of the whole name, `sounds` of its words."""

    party: str
    matter: str
    role: str
    exact: bytes
    sounds: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Hit:
    party: str
    other_party: str
    other_matter: str
    meaning: str
    match: str

    @property
    def is_adverse(self) -> bool:
        return self.meaning in ADVERSE


def words(name: str) -> list[str]:
    """The words that tell a person apart, sorted: "Pérez López, Ana María" is "Ana Maria Perez Lopez"."""
    found = plain(name).split()
    telling = [word for word in found if word not in phonetics.PARTICLES | TITLES | LEGAL_FORMS]
    return sorted(telling or found)


def exact_key(name: str) -> str:
    return " ".join(words(name))


def sound_keys(name: str) -> frozenset[str]:
    """A key per word, the same for spellings that a Spanish speaker hears as one: González and Gonsales, Xóchitl and Sochil."""
    return frozenset(filter(None, (phonetics.sound(word) for word in words(name))))


def match(a: Entry, b: Entry) -> str:
    """ "exact", "sound" or nothing. By sound, all words of the shorter name must be in the longer, one less when it has three or more."""
    if a.exact == b.exact:
        return EXACT
    shorter = min(len(a.sounds), len(b.sounds))
    shared = len(a.sounds & b.sounds)
    enough = shorter - 1 if shorter > LEAST_SHARED else shorter
    alone = shorter == 1 and len(a.sounds) == len(b.sounds) == shared
    return SOUND if alone or shared >= max(enough, LEAST_SHARED) else ""


def compare(here: Collection[Entry], elsewhere: Iterable[Entry]) -> list[Hit]:
    """Every coincidence that means something, the adverse ones first. Both directions: `MEANING` knows each role against each."""
    hits = []
    for other in elsewhere:
        for party in here:
            meaning = MEANING.get((party.role, other.role))
            if meaning and (how := match(party, other)):
                hits.append(Hit(party.party, other.party, other.matter, meaning, how))
    return sorted(hits, key=lambda hit: (not hit.is_adverse, hit.match != EXACT, hit.meaning, hit.other_matter))
