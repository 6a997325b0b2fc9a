"""The servers that a credential of Cloudbeds may be sent to: Cloudbeds' own, and those that the host's code names."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from ..errors import ConfigurationError
from ..pms.address import check_base_url, is_loopback, server_in
from .api import DEFAULT_BASE_URL

_DOMAIN = "cloudbeds.com"


class AllowedServers:
    """Cloudbeds' own servers, the `hosts` that are named, and that of `base_url` if it is on this machine.

    A host is written ``proxy.example``, or ``proxy.example:8443`` for another port than 443. An address on this
    machine may be named without a port, for any port: simulated hotels take a free one. Plain HTTP is for those only.
    `any_local` allows every address on this machine, where nothing is sent over a network.
    """

    def __init__(self, base_url: str, hosts: Iterable[str], *, any_local: bool = False) -> None:
        self._any_local = any_local
        self._hosts = frozenset(_checked_host(host) for host in _listed(hosts))
        self.base_url = check_base_url(base_url, example=DEFAULT_BASE_URL)
        if is_loopback(_host_of(self.base_url)):
            self._hosts |= {_netloc_of(self.base_url)}
        self.check(self.base_url)

    def check(self, base_url: str) -> str:
        """The base URL in its plainest form; `ConfigurationError` if its server is not allowed."""
        plain = check_base_url(base_url, example=DEFAULT_BASE_URL)
        host, netloc = _host_of(plain), _netloc_of(plain)
        is_here = is_loopback(host) and (self._any_local or host in self._hosts)
        if is_here or is_cloudbeds(plain) or netloc in self._hosts:
            return plain
        raise ConfigurationError(
            "Credentials are not sent to this address: its server is neither one of Cloudbeds' nor allowed.",
            next_action=f"Use {DEFAULT_BASE_URL}, or name the server in the host's code: "
            "CloudbedsConnector(allowed_hosts=[...]), or base_url= for a simulated hotel on this machine.",
        )


def is_cloudbeds(url: str) -> bool:
    """Whether it is an HTTPS address of Cloudbeds' own, at the port for that."""
    parts = urlsplit(server_in(url) or "")
    host = parts.hostname or ""
    return parts.scheme == "https" and parts.port is None and (host == _DOMAIN or host.endswith(f".{_DOMAIN}"))


def _listed(hosts: object) -> list[object]:
    if isinstance(hosts, str) or not isinstance(hosts, Iterable):
        raise _no_host()
    return list(hosts)


def _checked_host(host: object) -> str:
    server = server_in(f"https://{host}") if isinstance(host, str) and "/" not in host else None
    if server is None:
        raise _no_host()
    return server.removeprefix("https://")


def _no_host() -> ConfigurationError:
    return ConfigurationError(
        "allowed_hosts is a list of host names.", next_action="Give for instance ['proxy.example'], without https://."
    )


def _host_of(plain: str) -> str:
    return urlsplit(plain).hostname or ""


def _netloc_of(plain: str) -> str:
    return urlsplit(plain).netloc
