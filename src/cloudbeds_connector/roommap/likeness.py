"""How much two room numbers resemble each other, in hundredths, and why.

Digits are never forgiven: 101 and 103 differ in one digit and are two rooms.
"""

from __future__ import annotations

from dataclasses import dataclass

from .names import NameParts

_SAME_TYPE = 10
_LEAST_WORD = 3  # shorter is a wing or half of a room that was divided: 101A is not 101
_LEAST_TYPO = 6  # in shorter names one letter is the difference: "East" and "Eas", "A" and "B"


@dataclass(frozen=True, slots=True)
class Likeness:
    """`percent` (1 to 99) of resemblance, and what it consists of."""

    percent: int
    why: str


def likeness(ours: NameParts, theirs: NameParts) -> Likeness | None:
    """How alike two different room numbers are; None if they are not alike. Symmetric."""
    if ours.numbers == theirs.numbers:
        return _other_letters(ours, theirs)
    if ours.letters != theirs.letters:
        return None
    return _other_numbers(*sorted((ours.numbers, theirs.numbers), key=len), same=ours.digits == theirs.digits)


def with_type(found: Likeness, *, type_name: str) -> Likeness:
    """The same, when host and hotel system also agree on the type."""
    return Likeness(found.percent + _SAME_TYPE, f"{found.why}, and both are of the type {type_name}")


def _other_letters(ours: NameParts, theirs: NameParts) -> Likeness | None:
    short, long = sorted((ours.letters, theirs.letters), key=len)
    if short == long:
        return Likeness(80, "the same letters and digits, arranged differently") if short or ours.numbers else None
    if not short:
        if not ours.numbers:
            return None
        if len(long) < _LEAST_WORD:
            return Likeness(50, f"the same number, but one is marked {long}")
        return Likeness(60, f"the same number, but one is called {long}")
    if len(short) >= _LEAST_TYPO and _one_letter_apart(short, long):
        return Likeness(80, "the names are one letter apart")
    return None


def _other_numbers(short: tuple[str, ...], long: tuple[str, ...], *, same: bool) -> Likeness | None:
    if len(short) != 1:
        return None
    if same:
        return Likeness(80, "the same digits, divided differently")
    if len(long) != 2 or long[1] != short[0]:
        return None
    if long[1].startswith(long[0]):
        return Likeness(80, f"the same number behind the floor {long[0]}")
    return Likeness(60, f"the same number, but one stands behind {long[0]}, which may be a building")


def _one_letter_apart(short: str, long: str) -> bool:
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
