"""Where the service may send to: the check of a URL and of every address behind its name.

A name is resolved once and the connection goes to an address that was checked, so that a name server that answers
differently a moment later (DNS rebinding) gains nothing. Allowed is global unicast as the registries of IANA have it;
IPv6 addresses that carry an IPv4 address (mapped, 6to4, Teredo, NAT64) are refused whatever they carry.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from service.errors import ServiceError

LONGEST = 2000
_CLEAN = re.compile(r"[!-\[\]-~]+")
_GLOBAL6 = IPv6Network("2000::/3")
_REFUSED = tuple(
    ip_network(network)
    for network in ("192.88.99.0/24", "2001::/32", "2002::/16", "64:ff9b::/96", "64:ff9b:1::/48", "3fff::/20")
)
"""What Python's ``is_global`` may allow: the relays of 6to4, Teredo, 6to4, NAT64 (RFC 6052, 8215), documentation."""
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Policy:
    """What is allowed: ports, plain HTTP, and networks that are allowed although they are not public, on any port."""

    ports: tuple[int, ...] = (443, 8443)
    http: bool = False
    allow: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that was checked: ``address`` is where to connect, ``host`` the name for Host and TLS."""

    secure: bool
    host: str
    port: int
    path: str
    address: str


def resolve(host: str, port: int) -> list[str]:
    """The addresses of ``host``, by the system's resolver. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked(url: str, policy: Policy, resolver: Resolver = resolve) -> Target:
    """Where ``url`` leads. Asks the name server once. Raises ServiceError webhook_refused, or OSError."""
    secure, host, port, path = _parts(url, policy)
    try:
        addresses = resolver(host, port)
    except UnicodeError:  # an empty or too long label
        raise refused(f"{host[:80]!r} is not a name of a host") from None
    if not addresses:
        raise OSError(f"{host} has no address")
    for address in addresses:
        _check(host, address, port, policy)
    return Target(secure, host, port, path, addresses[0])


def public(address: Address) -> bool:
    """Whether ``address`` is one machine that everybody can reach.

    >>> public(ip_address("1.1.1.1")), public(ip_address("169.254.169.254")), public(ip_address("::ffff:1.1.1.1"))
    (True, False, False)
    """
    if isinstance(address, IPv6Address) and address not in _GLOBAL6:
        return False
    special = address.is_multicast or address.is_reserved or any(address in network for network in _REFUSED)
    return address.is_global and not special


def _parts(url: str, policy: Policy) -> tuple[bool, str, int, str]:
    if len(url) > LONGEST or not _CLEAN.fullmatch(url):
        raise refused(f"the URL is not 1 to {LONGEST} characters of printable ASCII without spaces and backslashes")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise refused(f"{url[:80]!r} is not a URL") from None
    if parts.scheme not in (("https", "http") if policy.http else ("https",)):
        raise refused(f"the scheme is {parts.scheme or 'missing'}, allowed is https (http by DUIZHAO_WEBHOOK_HTTP)")
    if "@" in parts.netloc or not host or parts.fragment:
        raise refused("the URL has a user, a fragment, or no host: send scheme, host and path only")
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return secure, host, (443 if secure else 80) if port is None else port, path


def _check(host: str, text: str, port: int, policy: Policy) -> None:
    address = ip_address(text.partition("%")[0])
    if any(address in network for network in policy.allow):
        return
    if not public(address):
        raise refused(f"{host} leads to {address}, which is not a public address (networks: DUIZHAO_WEBHOOK_ALLOW)")
    ports = (*policy.ports, 80) if policy.http else policy.ports
    if port not in ports:
        raise refused(f"the port is {port}, allowed are {', '.join(map(str, ports))} (DUIZHAO_WEBHOOK_PORTS)")


def refused(detail: str) -> ServiceError:
    """The refusal of a URL."""
    return ServiceError("webhook_refused", f"{detail}: register another URL")
