"""Subscription addresses come from strangers: nobody may make the station's server knock elsewhere.

A browser gives us the address to which we shall send, so anybody can name any address: the router, the
cloud's metadata service, the database (server-side request forgery). Two walls, each enough by itself:

* *The name.* Only spellings that cannot be read in two ways, only the hosts of known push services.
  Checked when an address is saved, and again before it is first used.
* *The number.* Whatever the name resolved to at that moment, a connection is opened only to a public
  address. Checked on the very socket address that libcurl is about to connect, so there is no second
  look-up that could answer differently (DNS rebinding). Resolving while saving would add nothing to
  it, and a name server's hiccup would then refuse an officer's phone.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

KNOWN_HOSTS = (
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
"""Chrome and its kin, Firefox, Safari, Edge."""

MAX_ENDPOINT = 1024

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*"
_SPELLING = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_HOST})(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"(?P<rest>/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})+)",
    re.ASCII,
)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
"""A last label that makes a host an IPv4 address, in any of its spellings (WHATWG URL, "ends in a number")."""
_ORIGIN = re.compile(rf"https?://{_HOST}(?::[1-9][0-9]{{0,4}})?", re.ASCII)
_PATTERN = re.compile(rf"(?:\*\.)?{_HOST}", re.ASCII)


class Guard:
    """Knows the hosts of push services.

    ``extra_hosts`` come from the operator's settings: ``push.example.id`` or ``*.example.id`` are held to
    the same rules; a whole origin (``http://127.0.0.1:8030``) is vouched for as it stands, with its scheme,
    its port and a private address: for a push service of one's own, and for tests. Raises ``ValueError``
    for one that is neither.
    """

    def __init__(self, extra_hosts: Iterable[str] = (), *, anywhere: bool = False) -> None:
        """``anywhere``: any host of the public Internet will do, for what an administrator types."""
        self._anywhere = anywhere
        extra = [host.strip().lower().rstrip("/") for host in extra_hosts]
        self._vouched = {host for host in extra if _ORIGIN.fullmatch(host)}
        patterns = [*KNOWN_HOSTS, *(host for host in extra if host not in self._vouched)]
        for pattern in patterns:
            if not _PATTERN.fullmatch(pattern) or "." not in pattern.removeprefix("*."):
                raise ValueError(f"{pattern!r} is neither a host, nor *.host, nor an origin")
        self._hosts = {pattern for pattern in patterns if not pattern.startswith("*.")}
        self._suffixes = tuple(pattern[1:] for pattern in patterns if pattern.startswith("*."))

    def endpoint(self, text: str) -> str:
        """The one spelling of a push service's address; raises ``ValueError`` that says what is wrong."""
        if not text.isascii() or len(text) > MAX_ENDPOINT:
            raise ValueError(f"not plain ASCII of at most {MAX_ENDPOINT} characters")
        scheme, separator, rest = text.partition("://")
        authority, slash, path = rest.partition("/")
        spelled = _SPELLING.fullmatch(f"{scheme.lower()}{separator}{authority.lower()}{slash}{path}")
        if spelled is None:
            raise ValueError("not an https address such as https://example.id/path")
        if self.vouches_for(spelled[0]):
            return spelled[0]
        if spelled["scheme"] != "https":
            raise ValueError("only https is allowed")
        if spelled["port"] not in (None, "443"):
            raise ValueError("only port 443 is allowed")
        if self._anywhere:
            if "." not in spelled["host"] or _NUMBER.fullmatch(spelled["host"].rpartition(".")[2]):
                raise ValueError(f"{spelled['host']} is no name on the Internet")
        elif spelled["host"] not in self._hosts and not spelled["host"].endswith(self._suffixes):
            raise ValueError(f"{spelled['host']} is not a known push service; the operator can add it")
        return f"https://{spelled['host']}{spelled['rest']}"

    def vouches_for(self, endpoint: str) -> bool:
        """Whether the operator wrote out this very origin: then it may be private."""
        return origin(endpoint) in self._vouched


def origin(endpoint: str) -> str:
    """Scheme, host and port of a checked endpoint: what shares a connection and a VAPID token."""
    return endpoint[: endpoint.index("/", len("https://"))]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public Internet. Anything unheard of does not.

    Tables of our own, for ``ipaddress.is_global`` changes its mind between versions of Python.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.scope_id is not None:
            return False
        if parsed in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFF_FFFF)))
        return parsed in _IPV6_INTERNET and not any(parsed in network for network in _IPV6_SPECIAL)
    return not any(parsed in network for network in _IPV4_SPECIAL)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: how a server with IPv6 only reaches IPv4. As good as the IPv4 address inside."""

_IPV6_INTERNET = ipaddress.IPv6Network("2000::/3")
"""Global unicast: leaves out loopback, IPv4-mapped and -compatible, link- and site-local, multicast."""

_IPV6_SPECIAL = [
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocols, Teredo (an IPv4 address inside)
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 (an IPv4 address inside)
        "3fff::/20",  # documentation
    )
]

_IPV4_SPECIAL = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the clouds' metadata service
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
