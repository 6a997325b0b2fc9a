"""When two room numbers are the same but for their spelling, and how much others resemble each other."""

from __future__ import annotations

import pytest

from cloudbeds_connector.roommap import fingerprint, normalized
from cloudbeds_connector.roommap.likeness import Likeness, likeness
from cloudbeds_connector.roommap.names import NameParts, parts

from .hotel import room


@pytest.mark.parametrize(
    "spelling",
    [
        *("7", " 7 ", "007", "#7", "# 07", "ROOM 7", "Room7", "rm. 7", "Rm7", "No. 7", "no7", "Nr. 7", "Nro. 7"),
        *("number 7", "Unit 7", "Apt. 7", "Zimmer 7", "Zi. 07", "Hab. 7", "Habitación 7", "habitacion 7"),
        *(
            "Chambre 7",
            "Camera 7",
            "Quarto 7",
            "Nº 7",
            "n°7",
            "№ 7",
            "Room No. 7",
            "Room-7",
            "7.",
            "７",
            "Ｒｏｏｍ　０７",
        ),
    ],
)
def test_one_room_has_many_spellings(spelling: str) -> None:
    assert normalized(spelling) == "7"


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("100", "100"),
        ("0", "0"),
        ("000", "0"),
        ("12 A", "12a"),
        ("12-a", "12a"),
        ("A 007", "a7"),
        ("1-11", "1-11"),
        ("11-1", "11-1"),
        ("01.01", "1-1"),
        ("1 / 101", "1-101"),
        ("1_101", "1-101"),
        ("1–—101", "1-101"),
        ("1 01", "101"),
        ("Suite 7", "suite7"),
        ("Casino 7", "casino7"),
        ("Nora 7", "nora7"),
        ("Room", ""),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
    ],
)
def test_what_distinguishes_rooms_is_kept(number: str, word: str) -> None:
    assert normalized(number) == word


def test_a_number_consists_of_numbers_digits_and_letters() -> None:
    assert parts("Room A 1-01") == NameParts(numbers=("1", "1"), digits="101", letters="a")
    assert parts("007") == NameParts(numbers=("7",), digits="7", letters="")
    assert parts("DQ(12)!") == NameParts(numbers=("12",), digits="12", letters="dq")
    assert parts("Garden Suite") == NameParts(numbers=(), digits="", letters="gardensuite")


DIVIDED = Likeness(80, "the same digits, divided differently")
TYPO = Likeness(80, "the names are one letter apart")
ARRANGED = Likeness(80, "the same letters and digits, arranged differently")


@pytest.mark.parametrize(
    ("ours", "theirs", "like"),
    [
        ("1-101", "101", Likeness(80, "the same number behind the floor 1")),
        ("12-1204", "1204", Likeness(80, "the same number behind the floor 12")),
        ("A 1-101", "A101", Likeness(80, "the same number behind the floor 1")),
        ("2-101", "101", Likeness(60, "the same number, but one stands behind 2, which may be a building")),
        ("1-01", "101", DIVIDED),
        ("1-0-1", "101", DIVIDED),
        ("DQ(1)", "DQ 1", ARRANGED),
        ("12A", "A12", ARRANGED),
        ("(7)", "7", ARRANGED),
        ("101A", "101", Likeness(50, "the same number, but one is marked a")),
        ("101 AB", "101", Likeness(50, "the same number, but one is marked ab")),
        ("101 Sea", "101", Likeness(60, "the same number, but one is called sea")),
        ("Suite 7", "7", Likeness(60, "the same number, but one is called suite")),
        ("Garden 3", "Gardan 3", TYPO),
        ("Garden 3", "Gardens 3", TYPO),
        ("Garden 3", "xGarden 3", TYPO),
        ("Garden 3", "aGarden 3", TYPO),
        ("Terrace", "Terrasce", TYPO),
        ("Queen 3", "Queens 3", None),
        ("Garden 3", "Gerdan 3", None),
        ("Garden 3", "Gardenia 3", None),
        ("Garden", "Gxrdenx", None),
        ("East Wing 3", "West Wing 3", None),
        ("North 3", "South 3", None),
        ("A7", "B7", None),
        ("101", "103", None),
        ("101", "1101", None),
        ("1-101", "102", None),
        ("1-1-101", "101", None),
        ("101-1", "101", None),
        ("B1-101", "101", None),
        ("B1-01", "101", None),
        ("1-11", "11-1", None),
        ("1-101", "2-101", None),
        ("Garden", "()", None),
        ("()", "!!", None),
    ],
)
def test_resemblance_is_scored_in_both_directions_and_says_why(ours: str, theirs: str, like: Likeness | None) -> None:
    assert likeness(parts(ours), parts(theirs)) == like
    assert likeness(parts(theirs), parts(ours)) == like


def test_a_fingerprint_is_the_name_and_the_type_and_nothing_else() -> None:
    mark = fingerprint(room("9-0", "101"))
    assert mark == "758835bcec366c9637a8a7ad12a47587"  # stored rows hold it
    assert fingerprint(room("9-1", "101", type_name="Double", virtual=True)) == mark
    assert len({mark, fingerprint(room("9-0", "102")), fingerprint(room("9-0", "101", type_id="8"))}) == 3
