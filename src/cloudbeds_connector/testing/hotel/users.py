"""The staff of the simulated hotel: users of the hotel system and housekeepers, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

_NAMES = (("Nia", "Okafor"), ("Tomás", "Rivera"), ("Ewa", "Lis"), ("Sam", "Hart"), ("Priya", "Nair"), ("Luca", "Bruno"))
_ROLES = ("Front desk", "Housekeeping", "Housekeeping", "Maintenance")


@dataclass(frozen=True, slots=True)
class HotelUser:
    """A user of the hotel system. `last_login` is a hotel day; only an `active` user can log in."""

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
    """A person to whom rooms can be assigned for cleaning. In Cloudbeds, housekeepers and users have separate ids."""

    id: str
    name: str


def employ_housekeepers(users: tuple[HotelUser, ...]) -> tuple[Housekeeper, ...]:
    """The users whose role is housekeeping, with their ids as housekeepers."""
    cleaning = [user for user in users if user.role == "Housekeeping"]
    return tuple(Housekeeper(str(3_101 + n), user.name) for n, user in enumerate(cleaning))


def employ_users(*, seed: int) -> tuple[HotelUser, ...]:
    """Four users: one at the front desk, two housekeepers, and a former one of maintenance, who is not active."""
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
