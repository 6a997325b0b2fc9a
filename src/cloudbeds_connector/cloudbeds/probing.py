"""The probe of an account: what Cloudbeds' documentation leaves open and a setting depends on, asked one by one.

A question that fails stays open, with the reason, and the probe goes on with the others. A refused key ends the probe,
because more calls with it may have it suspended. If Cloudbeds failed and nothing was answered, that is the error.
Settings follow from sure answers only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import AuthenticationError, ConfigurationError, ConnectorError, MissingScopeError, RetryableError
from ..pms.ports import Clock
from ..pms.probing import Finding, Probe
from .client import CloudbedsClient
from .probes.modified_zone import modified_zone
from .probes.own_block import block_end
from .probes.subject import Question, Subject, still_open
from .probes.subscriptions import subscriptions

#: In this order: what only reads comes first.
PROBES = (
    Question(("modified_zone",), modified_zone),
    Question(("block_end",), block_end),
    Question(("auth_header", "delete_webhook"), subscriptions),
)


def probe(
    client: CloudbedsClient, clock: Clock, *, allow_writes: bool = False, webhook_url: str | None = None
) -> Probe:
    """Ask everything; see `pms.probing.Probing.probe`. About 15 calls for a small hotel, 50 with writes."""
    _check(allow_writes, webhook_url)
    subject = Subject(client, clock, allow_writes=allow_writes, webhook_url=webhook_url)
    findings: list[Finding] = []
    refused: AuthenticationError | None = None
    failures: dict[str, RetryableError] = {}
    for question in PROBES:
        if refused is not None:
            findings += (still_open(key, f"Not asked: {refused.message}") for key in question.keys)
            continue
        try:
            findings += question.ask(subject)
        except ConfigurationError:
            raise
        except ConnectorError as error:
            if isinstance(error, AuthenticationError) and not isinstance(error, MissingScopeError):
                if not subject.left and not any(finding.answer for finding in findings):
                    raise
                refused = error
            if isinstance(error, RetryableError):
                failures |= dict.fromkeys(question.keys, error)
            findings += (still_open(key, f"The call failed: {error.message}") for key in question.keys)
    if failures and not subject.left and not any(finding.answer for finding in findings):
        raise next(iter(failures.values()))
    settings = _settings(findings, clock)
    left, failed = tuple(subject.left), tuple(failures)
    return Probe(findings=tuple(findings), settings=settings, left_behind=left, failed=failed)


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


def _settings(findings: Sequence[Finding], clock: Clock) -> Mapping[str, Any]:
    settings = {name: value for finding in findings for name, value in finding.settings.items()}
    return {**settings, "probed_at": clock.now().isoformat(timespec="seconds")} if settings else {}
