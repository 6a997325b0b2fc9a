"""The commands about keys: make one, and seal every stored credential with the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from .. import ConfigurationError, KeyRing, generate_key, printable
from .codes import Exit
from .database import existing_store
from .exits import reporting_errors
from .hints import KEYS
from .options import DEFAULT_DATABASE, AsJson, Database
from .output import counted, print_json, print_line, stderr
from .wiring import integration_over, keys_from_environment

if TYPE_CHECKING:
    from .. import Rotation

keys_app = typer.Typer(help="Keys that stored credentials are sealed with.", no_args_is_help=True)


@keys_app.callback()
def keys() -> None:
    """Keys that stored credentials are sealed with."""


@keys_app.command()
def generate(as_json: AsJson = False) -> None:
    """Print a fresh key. It is not stored: put it into your secret store."""
    with reporting_errors(as_json=as_json):
        key = generate_key()
        if as_json:
            print_json({"key_id": KeyRing.from_text(key).current, "key": key, "variable": KEYS})
            return
        typer.echo(key)
        how = (
            f"Keep it in your secret store, and set {KEYS} to it. To replace an older key, add this one "
            f"after it first, with a comma, wherever {KEYS} is set; then put it in front, and run "
            "'cloudbeds-connector rotate-keys'. Anybody who has the key and the "
            "database can read every stored credential; without the key nobody can."
        )
        stderr.print(how, soft_wrap=True)


def rotate_keys(database: Database = DEFAULT_DATABASE, as_json: AsJson = False) -> None:
    """Seal every stored credential with the first key of CLOUDBEDS_CONNECTOR_KEYS, while others use them."""
    with reporting_errors(as_json=as_json), existing_store(database) as store:
        ring = keys_from_environment()
        if ring is None:
            raise ConfigurationError(
                "There are no keys.", next_action=f"Set {KEYS}; make a key with 'cloudbeds-connector keys generate'."
            )
        with integration_over(store) as integration:
            done = integration.rotate_keys()
        if as_json:
            numbers = {"resealed": done.resealed, "current": done.current}
            print_json({"key_id": ring.current, **numbers, "unreadable": done.unreadable})
        else:
            _show(done, ring)
    raise typer.Exit(Exit.FAILED if done.unreadable else Exit.OK)


def _show(done: Rotation, ring: KeyRing) -> None:
    sealed = counted(done.resealed, "credential", "credentials")
    print_line(f"Sealed {sealed} again with key {ring.current}; {done.current} had it already.")
    for connection_id in done.unreadable:
        line = f"No key opens the credential of connection {connection_id}: add its key to {KEYS}, or store it again."
        stderr.print(printable(line), soft_wrap=True)
