"""The search for canaries finds them; without that the other tests would prove nothing."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import sys
import unicodedata
import warnings
from urllib.parse import quote, quote_plus, urlencode

import pytest

from cloudbeds_connector.errors import BadRequestError

from . import canaries as c
from .calls import calls, methods
from .house import stuffed_hotel
from .watch import Watch


@pytest.mark.parametrize("name", c.ALL)
def test_a_canary_is_found_however_it_is_written(name: str) -> None:
    value = c.ALL[name]
    for written in (
        f"before {value} after",
        value.upper(),
        unicodedata.normalize("NFD", value),
        quote(value),
        quote_plus(value),
        urlencode({"q": value}),
        json.dumps({"q": value}),
        json.dumps(json.dumps([value])),
        repr(value),
        repr({"q": (value,)}),
        repr(value.encode()),
        ascii(value),
        value.replace(" ", "\n    "),
        value.encode().hex(),
    ):
        assert name in c.found(written), written
    assert name in c.found(pickle.dumps({"q": value}))
    if len(value) > 12:
        assert all(name in c.found(base64.b64encode(b"x" * n + value.encode() + b"yz")) for n in range(6))


@pytest.mark.parametrize("written", ["491715558642", "+49 (171) 555-86-42", "4929-7318-2640-5518", "4929731826405518"])
def test_a_number_is_found_however_it_is_divided(written: str) -> None:
    assert c.found(f"call {written}!") & {"phone", "card"}


def test_nothing_is_found_where_nothing_is() -> None:
    assert c.found("A room of Harbor House was left on 2026-11-23 11:00:00, says Ada Berg of getReservation.") == set()


def test_the_watch_records_everything() -> None:
    def fails() -> None:
        kept = c.SECRETS["API key"]
        try:
            raise ValueError(c.EMAIL)
        except ValueError:
            assert kept
            raise BadRequestError(c.LAST, next_action="None.") from None

    with Watch() as watch:
        logging.getLogger("httpx").debug("asked for %s", c.SEARCH)
        print(c.CITY)  # noqa: T201
        print(c.ZIP, file=sys.stderr)  # noqa: T201
        warnings.warn(c.STREET, stacklevel=1)
        with pytest.raises(BadRequestError) as caught:
            fails()
        watch.look_at_error(caught.value)
    leaks = watch.leaks
    assert leaks["log"] == {"search"}
    assert leaks["standard streams"] == {"city", "zip"}
    assert leaks["warnings"] == {"street"}
    assert leaks["an error"] == {"last name", "e-mail"}
    assert leaks["an error, pickled"] == {"last name"}


def test_local_variables_are_looked_at_unless_they_are_the_tests_own() -> None:
    def fails(key: str) -> None:
        json.loads(key)

    with Watch() as watch, pytest.raises(json.JSONDecodeError) as caught:
        fails(c.SECRETS["API key"])
    watch.look_at_error(caught.value)
    assert "API key" in watch.leaks["local variable decoder.py decode s"]
    assert not any("test_finder" in where for where in watch.leaks)


def test_the_hotel_answers_with_every_canary_of_a_guest() -> None:
    hotel = stuffed_hotel()
    with hotel.serve() as server:
        from .play import play

        texts = ""
        for name, call in calls(hotel).items():
            if name.endswith((".list", ".get", ".modified")):
                rows, _ = play("sync", Watch(), call, base_url=server.base_url, clock=hotel.clock)
                rows = rows if isinstance(rows, list | tuple) else [rows]
                texts += "".join(row.model_dump_json() for row in rows)
    assert set(c.GUEST) - c.found(texts) == {"search"}
    assert "webhook token" in c.found(texts)


def test_every_method_of_every_group_is_called() -> None:
    assert len(list(methods())) > 40
    assert {name for name, _ in methods()} <= set(calls(stuffed_hotel()))
