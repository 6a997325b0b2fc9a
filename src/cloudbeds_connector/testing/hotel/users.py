"""Decides who works in the simulated hotel: the users of its hotel system, the same for the same seed.

They are staff, not guests: who has a task, who wrote a note, who clicked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

_NAMES = (("Nia", "Okafor"), ("Tomás", "Rivera"), ("Ewa", "Lis"), ("Sam", "Hart"), ("Priya", "Nair"), ("Luca", "Bruno"))
_ROLES = ("Front desk", "Housekeeping", "Housekeeping", "Maintenance")


@dataclass(frozen=True, slots=True)
class HotelUser:
    """A user of the hotel system. `last_login` is a hotel day; one who is not `active` cannot log in."""

    id: str
    first_name: str
    last_name: str
    email: str
    role: str
    active: bool
    last_login: date

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Housekeeper:
    """Somebody whom rooms can be assigned to. Cloudbeds keeps them apart from its users."""

    id: str
    name: str


def employ_housekeepers(users: tuple[HotelUser, ...]) -> tuple[Housekeeper, ...]:
    """The users who are housekeepers, under the ids that they have as such."""
    cleaning = [user for user in users if user.role == "Housekeeping"]
    return tuple(Housekeeper(str(3_101 + n), user.name) for n, user in enumerate(cleaning))


def employ_users(*, seed: int) -> tuple[HotelUser, ...]:
    """Four users: one at the front desk, two housekeepers, and one of maintenance who has left the hotel."""
    rng = Random(f"{seed}:users")
    people = rng.sample(_NAMES, k=len(_ROLES))
    return tuple(
        HotelUser(
            id=str(568_158 + n),
            first_name=first,
            last_name=last,
            email=f"user{n + 1}@example.com",
            role=role,
            active=role != "Maintenance",
            last_login=date(2026, 11, 1 + rng.randrange(15)),
        )
        for n, ((first, last), role) in enumerate(zip(people, _ROLES, strict=True))
    )
