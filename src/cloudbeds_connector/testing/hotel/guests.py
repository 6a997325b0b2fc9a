"""Invented guests: the same person for the same seed and guest id.

They have documents, tax ids, cards and addresses, so that a test can prove that none of these is stored or logged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

_FIRST = ("Amara", "Beatriz", "Chidi", "Daniela", "Elif", "Farid", "Greta", "Hiroshi", "Ingrid", "Jamal", "Zoë")
_LAST = ("Berg", "Castillo", "Eriksen", "García", "Kowalski", "Müller", "Nakamura", "O'Brien", "Petrov", "Xu", "Yilmaz")
_CITIES = (("Lisbon", "PT"), ("Austin", "US"), ("Lyon", "FR"), ("Osaka", "JP"), ("Bergen", "NO"), ("Lima", "PE"))


@dataclass(frozen=True, slots=True)
class Guest:
    """An invented person. `is_anonymized` is set when their data was removed at their request."""

    id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    address: str
    city: str
    country: str
    zip: str
    gender: str
    birthdate: date
    document_number: str
    tax_id: str
    card_digits: str
    is_anonymized: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def anonymized(self) -> Guest:
        """The guest after their data was removed: only the id stays, and 1900-01-01 as the birth date."""
        gone = {"first_name": "", "last_name": "", "email": "", "phone": "", "address": "", "city": "", "zip": ""}
        rest = {"country": "", "gender": "N/A", "document_number": "", "tax_id": "", "card_digits": ""}
        return replace(self, **gone, **rest, birthdate=date(1900, 1, 1), is_anonymized=True)


def invent_guest(guest_id: str, *, seed: int, name: str | None = None) -> Guest:
    """The guest with this id, called `name` if it is set (its first word is the first name)."""
    rng = Random(f"{seed}:{guest_id}")
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    if name:
        first, _, last = name.partition(" ")
    city, country = rng.choice(_CITIES)
    mail = "".join(letter for letter in f"{first}.{last}".lower() if letter.isascii() and letter not in " '")
    return Guest(
        id=guest_id,
        first_name=first,
        last_name=last,
        email=f"{mail}@example.com",
        phone=f"+1 555 01{rng.randrange(100):02}",
        address=f"{rng.randrange(1, 200)} Example Street",
        city=city,
        country=country,
        zip=f"{rng.randrange(10_000, 99_999)}",
        gender=rng.choice(("M", "F", "N/A")),
        birthdate=date(1950, 1, 1) + timedelta(days=rng.randrange(20_000)),
        document_number=f"X{rng.randrange(10**7, 10**8)}",
        tax_id=f"{rng.randrange(10**8, 10**9)}",
        card_digits=f"{rng.randrange(10_000):04}",
    )
