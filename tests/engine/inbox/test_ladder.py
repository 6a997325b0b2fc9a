"""When a webhook is looked at again, and what is learned from when its change was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cloudbeds_connector.engine.inbox.ladder import give_up_after, looked_at_together, next_look
from cloudbeds_connector.engine.inbox.proof import announced_instant, is_shown
from cloudbeds_connector.engine.observe.read_lag import REMEMBERED, AccountLag, LagSample
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.testing.contracts.examples import example

CAME = datetime(2026, 11, 20, 15, 40, 7, tzinfo=UTC)
LONGEST = timedelta(minutes=20)
NO_LAG = LagSample(0, 3, count=20)


def seconds(*values: float) -> list[timedelta]:
    return [timedelta(seconds=value) for value in values]


def looks(lag: AccountLag, *, is_provable: bool = True) -> list[timedelta]:
    """How long after a webhook came it is looked at, if no row ever shows its change."""
    end, now, found = give_up_after(lag, longest=LONGEST, is_provable=is_provable), CAME, [timedelta(0)]
    while now - CAME < end:
        now = next_look(CAME, now, lag, end=end)
        found.append(now - CAME)
    return found


def test_an_unknown_account_is_looked_at_on_a_growing_ladder() -> None:
    assert looks(AccountLag()) == seconds(0, 30, 120, 300, 600, 1200)


def test_where_reads_never_lagged_a_silent_change_is_looked_for_five_minutes_and_a_room_half_a_minute() -> None:
    assert looks(AccountLag((NO_LAG,))) == seconds(0, 30, 120, 300)
    assert looks(AccountLag((NO_LAG,)), is_provable=False) == seconds(0, 30)


@pytest.mark.parametrize("lag", range(1, 1200, 7))
def test_a_change_is_seen_in_time_at_first_and_soon_after_it_is_shown_once_the_lag_is_known(lag: int) -> None:
    first, account = looks(AccountLag()), AccountLag()
    for most in (2.5 * lag + 60, lag + 60, lag + 60):
        seen = next(at for at in first if at >= timedelta(seconds=lag))
        assert seen <= timedelta(seconds=most)
        before = first[first.index(seen) - 1] if seen else timedelta(0)
        account = account.with_samples([LagSample(before.total_seconds(), seen.total_seconds(), count=3)])
        first = looks(account)


def test_looks_that_are_close_are_one_look() -> None:
    instants = [CAME + each for each in seconds(30, 31, 34, 40)]
    together = looked_at_together(instants)
    assert [together[each] - CAME for each in instants] == seconds(34, 34, 34, 40)


def test_a_lag_that_has_ended_is_forgotten() -> None:
    account = AccountLag((LagSample(600, 720, count=5),))
    for _ in range(REMEMBERED):
        account = account.with_samples([NO_LAG])
    assert account.longest == timedelta(0)


def test_a_more_exact_sample_replaces_a_rough_one() -> None:
    account = AccountLag().with_samples([LagSample(600, 1200)]).with_samples([LagSample(690, 720)])
    assert account.longest == timedelta(seconds=720)


def test_few_changes_that_were_shown_at_once_do_not_shorten_the_ladder_of_a_stay() -> None:
    assert looks(AccountLag((LagSample(0, 3, count=3),)))[-1] == LONGEST


def test_a_change_that_stays_unseen_brings_the_whole_ladder_back_until_others_are_shown() -> None:
    account = AccountLag((NO_LAG,)).with_samples([LagSample(300, None)])
    assert looks(account)[-1] == LONGEST
    for _ in range(6):
        account = account.with_samples([NO_LAG])
    assert looks(account)[-1] == timedelta(minutes=5)


def test_nothing_new_is_not_stored_again() -> None:
    account = AccountLag((NO_LAG,))
    assert account.with_samples([NO_LAG]) is account
    assert account.with_samples([]) is account


def hint(announced: datetime | None, *, looks: int = 0) -> r.WebhookEvent:
    return replace(example(r.WEBHOOK_EVENTS, 1), announced_at=announced, looks=looks)


@pytest.mark.parametrize(
    ("modified", "shown"),
    [
        (CAME, True),
        (CAME + timedelta(seconds=3), True),
        (CAME - timedelta(seconds=1), False),
        (CAME + timedelta(hours=5), False),  # of another zone
        (None, False),
    ],
)
def test_a_row_shows_a_change_if_it_was_modified_no_earlier_to_the_second(
    modified: datetime | None, shown: bool
) -> None:
    announced = CAME + timedelta(milliseconds=510)
    assert is_shown(hint(announced), modified, seen_at=CAME + timedelta(seconds=5)) is shown


def test_a_message_dated_just_after_its_change_is_shown_at_a_later_look_only() -> None:
    """At the first look, the change before this one would be taken for it."""
    announced = CAME + timedelta(milliseconds=20)
    assert not is_shown(hint(announced), CAME - timedelta(seconds=1), seen_at=CAME)
    assert is_shown(hint(announced, looks=1), CAME - timedelta(seconds=1), seen_at=CAME)


@pytest.mark.parametrize(("ahead", "counts"), [(-3600, False), (-400, True), (0, True), (200, True), (400, False)])
def test_a_messages_instant_counts_only_if_it_is_plausible(ahead: float, counts: bool) -> None:
    reported = CAME + timedelta(seconds=ahead)
    assert announced_instant(reported, received_at=CAME) == (reported if counts else None)
