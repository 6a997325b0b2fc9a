"""Decides in which order an account is asked what the documentation leaves open, and what becomes of a failed question.

One question that fails leaves the others: it stays open, with the reason. A key that is refused ends it all at once,
since hammering with it may have it suspended. Settings follow from sure answers only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import AuthenticationError, ConfigurationError, ConnectorError, MissingScopeError
from ..pms.ports import Clock
from ..pms.probing import Finding, Probe
from .client import CloudbedsClient
from .probes.block_end import block_end
from .probes.filters import iso_instants, modified_zone, unknown_parameters
from .probes.listings import frontdesk_day, totals
from .probes.scopes import scopes
from .probes.subject import Ask, Subject, still_open
from .probes.subscribing import subscriptions
from .probes.watching import dirty_again, moves

#: In this order: the first raises what is wrong with the key, and what writes comes last.
ASKS = (
    Ask(("scopes",), scopes),
    Ask(("unknown_parameters",), unknown_parameters),
    Ask(("iso_instants",), iso_instants),
    Ask(("modified_zone",), modified_zone),
    Ask(("totals",), totals),
    Ask(("frontdesk_day",), frontdesk_day),
    Ask(("block_end",), block_end),
    Ask(("subscription_url", "auth_header", "delete_webhook"), subscriptions),
    Ask(("dirty_again",), dirty_again),
    Ask(("moves",), moves),
)


def probe(
    client: CloudbedsClient, clock: Clock, *, allow_writes: bool = False, webhook_url: str | None = None
) -> Probe:
    """Ask everything; see `pms.probing.Probing.probe`. About 25 calls for a small hotel, 60 with writes."""
    _check(allow_writes, webhook_url)
    subject = Subject(client, clock, allow_writes=allow_writes, webhook_url=webhook_url)
    findings: list[Finding] = []
    refused: AuthenticationError | None = None
    for ask in ASKS:
        if refused is not None:
            findings += (still_open(key, f"Not asked: {refused.message}") for key in ask.keys)
            continue
        try:
            findings += ask.ask(subject)
        except MissingScopeError as error:
            findings += _failed(ask, error)
        except AuthenticationError as error:
            if not findings:
                raise
            refused = error
            findings += _failed(ask, error)
        except ConfigurationError:
            raise
        except ConnectorError as error:
            findings += _failed(ask, error)
    settings = _settings(findings, clock)
    return Probe(findings=tuple(findings), settings=settings, left_behind=tuple(subject.left))


def _check(allow_writes: bool, webhook_url: str | None) -> None:
    if webhook_url is None:
        return
    if not allow_writes:
        raise ConfigurationError(
            "A webhook URL is for a subscription, which is written.", next_action="Allow writes (--allow-writes) too."
        )
    if not webhook_url.startswith("https://"):
        raise ConfigurationError(
            "The webhook URL is no https address.", next_action="Give one such as https://nobody.example/probe."
        )


def _failed(ask: Ask, error: ConnectorError) -> Sequence[Finding]:
    return [still_open(key, f"The call failed: {error.message}") for key in ask.keys]


def _settings(findings: Sequence[Finding], clock: Clock) -> Mapping[str, Any]:
    settings = {name: value for finding in findings for name, value in finding.settings.items()}
    return {**settings, "probed_at": clock.now().isoformat(timespec="seconds")} if settings else {}
