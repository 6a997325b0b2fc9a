"""Decides whether the token endpoint is asked at all, and what is remembered of how it answered.

A refusal is not asked for twice. An answer that was lost leaves open whether the refresh token was used up by it; the
same one is sent again, for that is right with a server that does not rotate them, and the error says so otherwise.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime, timedelta

from ...errors import PmsError, RateLimitedError, RetryableError, UnexpectedAnswerError
from ...pms.ports import Clock
from .. import answers
from ..answers import BrokenAnswerError
from .endpoint import Granted, GrantRefusedError, TokenEndpoint
from .grants import Grant

#: For how long the endpoint is not asked again after an answer that the same request would only get again.
REFUSED_PAUSE = timedelta(seconds=60)
_LOST = "The answer to an earlier request was lost, which may have used up what was sent with it."


class Asking:
    """Asks the token endpoint of one grant."""

    def __init__(self, endpoint: TokenEndpoint) -> None:
        self._endpoint = endpoint
        self._refused: tuple[str, PmsError] | None = None
        self._barred: tuple[datetime, PmsError] | None = None
        self._in_doubt: str | None = None

    def check(self, grant: Grant, now: datetime) -> None:
        """Raise what is known without asking: that this was refused, or that nothing should be sent for a while."""
        if self._refused is not None and grant.spends == self._refused[0]:
            raise copy.copy(self._refused[1])
        if self._barred is not None and now < self._barred[0]:
            raise copy.copy(self._barred[1])

    def ask(self, grant: Grant, clock: Clock, *, keep: Callable[[Granted, datetime], None]) -> None:
        """Ask once. `keep` gets the answer, and when it was asked for, before anything else can happen."""
        now = clock.now()
        self.check(grant, now)
        failure: PmsError
        try:
            keep(self._endpoint.ask(grant, now=now), now)
            self._refused = self._barred = self._in_doubt = None
            return
        except PmsError as error:
            failure = error
        self._remember(failure, grant, clock.now())
        raise failure

    def _remember(self, error: PmsError, grant: Grant, now: datetime) -> None:
        if isinstance(error, GrantRefusedError):
            if grant.spends is None:
                self._barred = (now + REFUSED_PAUSE, copy.copy(error))
                return
            if grant.spends == self._in_doubt:
                error.message = f"{error.message} {_LOST}"
            self._refused = (grant.spends, copy.copy(error))
            return
        if isinstance(error, RetryableError | UnexpectedAnswerError) and not isinstance(error, RateLimitedError):
            self._in_doubt = grant.spends
        lasting = not isinstance(error, RetryableError | BrokenAnswerError)
        pause = max(timedelta(seconds=answers.pause_after(error)), REFUSED_PAUSE if lasting else timedelta(0))
        if pause:
            self._barred = (now + pause, copy.copy(error))
