"""Addresses of APIs: how one must be written, the server that it names, and connectors that have several.

A credential is sent to that server and to no other. So whatever two parsers could read differently is refused, and an
address is written anew from its parts.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable
from urllib.parse import SplitResult, urlsplit

from ..errors import ConfigurationError

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")
_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")
_PORTS = {"https": 443, "http": 80}

#: The setting of a connection that holds its base URL, for every connector that is `Addressed`.
BASE_URL = "base_url"


@runtime_checkable
class Addressed(Protocol):
    """A `PmsConnector` whose connections are not all at the same base URL: each has its own in its settings."""

    def base_url_of(self, settings: Mapping[str, Any]) -> str:
        """The base URL of a connection with these settings, or the default one if they name none.

        `ConfigurationError` for one that the host's code does not allow: a credential would be sent there.
        """
        ...


def server_of(connector: object, settings: Mapping[str, Any]) -> str:
    """The server that a connection's credential is sent to; empty if the connector has one for all connections."""
    return (server_in(connector.base_url_of(settings)) or "") if isinstance(connector, Addressed) else ""


def check_base_url(url: str, *, example: str) -> str:
    """`url` in its plainest form, with a trailing slash.

    `ConfigurationError` naming `example` unless it is HTTPS, or HTTP on this machine, without anything else in it.
    """
    parts = _parts(url)
    if parts is None:
        raise ConfigurationError(
            "The base URL must be an https:// address without a user, a query or a fragment.",
            next_action=f"Use {'another one' if url == example else example}, or http:// for a server on this machine.",
        )
    return f"{_server(parts)}{parts.path.rstrip('/')}/"


def server_in(url: str) -> str | None:
    """The server of an address, such as ``https://api.cloudbeds.com``; None if it is no address to send secrets to."""
    parts = _parts(url)
    return None if parts is None else _server(parts)


def is_loopback(host: str) -> bool:
    """Whether it is this machine: ``localhost``, or an IP address of the loopback interface."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(url: object) -> SplitResult | None:
    """The parts of an address, with the host in lower case; None for one that cannot be used."""
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or "?" in url or "#" in url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or (parts.scheme == "http" and not is_loopback(host)):
        return None
    if (
        port == 0
        or not (_HOST.fullmatch(host) or _is_ip(host))
        or "//" in parts.path
        or not _PATH.fullmatch(parts.path)
    ):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[parts.scheme]:
        netloc += f":{port}"
    # a user, or a colon without a port, is in what was given and not in what was read
    plain = parts.netloc.lower()
    return parts._replace(netloc=netloc) if plain in (netloc, f"{netloc}:{_PORTS[parts.scheme]}") else None


def _is_ip(host: str) -> bool:
    try:
        return "%" not in host and ipaddress.ip_address(host) is not None
    except ValueError:
        return False


def _server(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"
