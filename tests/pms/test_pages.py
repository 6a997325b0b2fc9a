"""What connectors do with pages: ids in chunks, several pages as one, rows of certain ids, a feed up to what is old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from cloudbeds_connector.pms.hotel_time import from_milliseconds, to_milliseconds
from cloudbeds_connector.pms.model import Reservation, StayState
from cloudbeds_connector.pms.pages import Page, SetAside, id_chunks, one_page, only_ids, up_to_old

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def stay(name: str, modified_at: datetime | None = None) -> Reservation:
    """A booking of one night."""
    return Reservation(
        id=name,
        state=StayState.EXPECTED,
        segments=(),
        check_in=date(2026, 11, 23),
        check_out=date(2026, 11, 24),
        modified_at=modified_at,
    )


def aside(name: str) -> SetAside:
    return SetAside(kind="reservation", id=name, reason="Unreadable: rooms.")


def test_ids_come_in_chunks_each_once() -> None:
    assert id_chunks(["b", "a", "b", "c"], 2) == [["b", "a"], ["c"]]
    assert id_chunks([], 2) == []


def test_pages_become_one_with_every_row_that_was_set_aside_and_the_instant_of_the_first() -> None:
    later = NOW + timedelta(seconds=9)
    page = one_page(iter([Page((1,), NOW, (aside("a"),)), Page((2, 3), later), Page((), later, (aside("b"),))]))
    assert page == Page((1, 2, 3), NOW, (aside("a"), aside("b")))
    with pytest.raises(ValueError, match="not enough"):
        one_page([])


def test_bookings_that_were_not_requested_are_left_out_but_a_row_without_an_id_may_be_one_that_was() -> None:
    page = Page((stay("a"), stay("b")), NOW, (aside("a"), aside("b"), aside("")))
    assert only_ids(page, ["a"]) == Page((stay("a"),), NOW, (aside("a"), aside("")))


@pytest.mark.parametrize(
    ("middle", "read"),
    [
        (Page((stay("x", NOW),), NOW), 3),
        (Page((stay("x"),), NOW), 3),
        (Page((), NOW, (aside("x"),)), 3),
        (Page((stay("x", NOW - timedelta(seconds=1)),), NOW), 2),
        (Page((), NOW), 2),
    ],
    ids=["new", "without a time", "unreadable", "old", "empty"],
)
def test_a_feed_is_read_up_to_the_first_page_without_a_change(middle: Page[Reservation], read: int) -> None:
    requested: list[int] = []

    def feed() -> Iterator[Page[Reservation]]:
        for number, page in enumerate((Page((stay("a", NOW),), NOW), middle, Page((), NOW))):
            requested.append(number)
            yield page

    assert len(list(up_to_old(feed(), NOW))) == len(requested) == read


def test_milliseconds_are_utc_and_lose_what_is_smaller() -> None:
    instant = datetime(2026, 11, 23, 15, 0, 0, 123_999, tzinfo=UTC)
    assert to_milliseconds(instant) == 1_795_446_000_123
    assert from_milliseconds(1_795_446_000_123) == instant.replace(microsecond=123_000)
    with pytest.raises(ValueError, match="timezone-aware"):
        to_milliseconds(instant.replace(tzinfo=None))
