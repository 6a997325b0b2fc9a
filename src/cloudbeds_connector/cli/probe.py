"""The command ``probe``: of a connected property, or of the hotel of a bare key, for which nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from .. import ConfigurationError, MemoryStore, NotConnectedError, printable
from .clock import clock_of
from .codes import Exit
from .database import existing_store
from .exits import reporting_errors
from .options import DEFAULT_DATABASE, AsJson, BaseUrl, Database, PmsPropertyId, SimulatedClock
from .output import print_json, print_line, print_note, stdout
from .properties import chosen
from .wiring import integration_over

if TYPE_CHECKING:
    from .. import Clock, Connection, Finding, Integration, Probe

Property = Annotated[
    str | None,
    typer.Argument(
        help="Your own id of a connected property. Default: the only one; if none is connected, the hotel of "
        "CLOUDBEDS_API_KEY, and nothing is kept.",
        envvar="CLOUDBEDS_PROPERTY_ID",
        metavar="PROPERTY",
    ),
]


def probe(
    property_id: Property = None,
    allow_writes: Annotated[
        bool,
        typer.Option(
            "--allow-writes",
            help="Also make a block on a free room far ahead, and with --webhook-url a subscription; both are deleted.",
        ),
    ] = False,
    webhook_url: Annotated[
        str | None,
        typer.Option("--webhook-url", help="An https address that nothing uses, for a subscription to try with."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Probe and show, store nothing.")] = False,
    pms_property_id: PmsPropertyId = None,
    base_url: BaseUrl = None,
    database: Database = DEFAULT_DATABASE,
    simulated_clock: SimulatedClock = None,
    as_json: AsJson = False,
) -> None:
    """Find out how this Cloudbeds account behaves where no documentation says, and store the answers.

    Reads only, unless --allow-writes is given. Shows no guest data.
    """
    with reporting_errors(as_json=as_json), clock_of(simulated_clock) as clock:
        if dry_run and allow_writes:
            raise ConfigurationError(
                "--dry-run writes nothing, and --allow-writes does.", next_action="Leave one of them out."
            )
        with _subject(property_id, pms_property_id, base_url, database, clock) as (integration, connection, stored):
            keep = stored and not dry_run
            found = integration.probe(
                connection.property_id, allow_writes=allow_writes, webhook_url=webhook_url, keep=keep
            )
        ours, kept = connection.property_id if stored else None, keep and bool(found.settings)
        if as_json:
            print_json(_as_fields(found, connection, ours, kept=kept))
        else:
            _show(found, ours, kept=kept)
    raise typer.Exit(Exit.FAILED if found.left_behind else Exit.PMS if found.failed else Exit.OK)


@contextmanager
def _subject(
    property_id: str | None, pms_property_id: str | None, base_url: str | None, database: str, clock: Clock | None
) -> Iterator[tuple[Integration, Connection, bool]]:
    """What to probe, and whether it is connected, so that the answers can be stored."""
    if property_id is not None or (pms_property_id is None and _is_any_connected(database)):
        with existing_store(database) as store, integration_over(store, clock=clock, base_url=base_url) as integration:
            yield integration, chosen(integration, property_id), True
        return
    with integration_over(MemoryStore(), clock=clock, base_url=base_url) as integration:
        yield integration, integration.connect("key", pms_property_id=pms_property_id), False


def _is_any_connected(database: str) -> bool:
    """Also False if the default database does not exist; an error if another one was named, and does not exist."""
    try:
        with existing_store(database) as store, integration_over(store) as integration:
            return bool(integration.connections())
    except NotConnectedError:
        if database != DEFAULT_DATABASE:
            raise
        return False


def _as_fields(found: Probe, connection: Connection, property_id: str | None, *, kept: bool) -> dict[str, Any]:
    return {
        "property_id": property_id,
        "pms_property_id": connection.pms_property_id,
        "findings": [_fields(finding) for finding in found.findings],
        "settings": found.settings,
        "kept": kept,
        "left_behind": found.left_behind,
        "failed": found.failed,
    }


def _show(found: Probe, property_id: str | None, *, kept: bool) -> None:
    for finding in found.findings:
        stdout.print(_line(finding), soft_wrap=True)
    names = ", ".join(f"{name}={value}" for name, value in found.settings.items())
    print_line(
        f"Kept for {property_id}: {names}. Workers that run take it up when they start anew."
        if kept
        else "Nothing was kept."
    )
    if found.failed:
        sentence = f"Cloudbeds failed meanwhile ({', '.join(found.failed)}). Probe again later."
        print_note("not asked to the end:", sentence, style="yellow")
    for sentence in found.left_behind:
        print_note("left behind:", sentence, style="red")


def _fields(finding: Finding) -> dict[str, str | None]:
    names = ("key", "question", "answer", "sure", "evidence")
    return {name: getattr(finding, name) for name in names}


def _line(finding: Finding) -> Text:
    question, evidence = printable(finding.question), printable(finding.evidence)
    if finding.answer is None:
        return Text.assemble(("?", "dim"), f" {question} ", ("open", "yellow"), f"\n    {evidence}")
    weak = "" if finding.sure == "sure" else ", likely"
    answer = (printable(finding.answer), "green")
    return Text.assemble(("-", "bold"), f" {question} ", answer, f"{weak}\n    {evidence}")
