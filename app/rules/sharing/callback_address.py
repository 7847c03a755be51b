"""Where a partner may be called back: over TLS, under a name that reads in one way only, at a public address (N06).

Addresses are checked when a connection is made, not only at registration: a name may lead elsewhere later.
"""

import ipaddress
import re
from collections.abc import Collection

from app.rules.faults import RuleError

PORTS = frozenset({443, 8443})
_DEFAULT_PORTS = {"https": 443, "http": 80}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_URL = re.compile(
    r"(?P<scheme>https?)://(\[(?P<address>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9.-]+))(:(?P<port>[0-9]{1,5}))?"
    r"(/[\w.~!$&'()*+,;=:@%/-]*)?(\?[\w.~!$&'()*+,;=:@%/?-]*)?",
    re.ASCII,
)
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*", re.ASCII)

_NOT_PUBLIC_4 = [
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a cloud's own service for its machines, under a public address
    )
]
"""RFC 6890 and the IANA register of special purpose addresses."""

_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
"""The only unicast that is routed: outside lie loopback, IPv4-mapped, NAT64 (64:ff9b::), ULA, link-local, multicast."""

_NOT_PUBLIC_6 = [
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, among them Teredo, which carries an IPv4 address
        "2001:db8::/32",
        "2002::/16",  # 6to4, which carries an IPv4 address
        "3fff::/20",
    )
]
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
"""The third quarter of an address that carries an IPv4 address in its last (RFC 5214)."""


def is_public(address: Address) -> bool:
    """Whether a packet to this address can only go out: no private, loopback, link-local, multicast, reserved or
    metadata address, and none that carries an IPv4 address within.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address not in _PUBLIC_6 or address.scope_id is not None:
        return False
    return (int(address) >> 32) & 0xFFFF_FFFF not in _ISATAP and not any(address in n for n in _NOT_PUBLIC_6)


def check_callback(url: str, test_hosts: Collection[str]) -> tuple[str, int]:
    """Host and port of a callback address, as every reader of URLs understands them.

    Errors: `url_invalid`, `url_not_https`, `url_host_invalid`, `url_port_refused`. A host among `test_hosts` may be
    called without TLS and on any port.
    """
    parts = _URL.fullmatch(url)
    if parts is None:
        raise RuleError(
            "url_invalid",
            "须为完整的 https 地址，只含 ASCII 字符，不含用户名、口令和 # 片段；中文域名请写成 Punycode",
        )
    host = (parts["address"] or parts["name"]).lower()
    port = int(parts["port"] or _DEFAULT_PORTS[parts["scheme"]])
    if host in test_hosts:
        return host, port
    if parts["scheme"] != "https":
        raise RuleError("url_not_https", "须以 https:// 开头")
    _check_host(host, is_bracketed=parts["address"] is not None)
    if port not in PORTS:
        raise RuleError("url_port_refused", f"端口只能是 {'、'.join(map(str, sorted(PORTS)))}")
    return host, port


def _check_host(host: str, *, is_bracketed: bool) -> None:
    """A full name, or an address written in the usual way: `127.1`, `0177.0.0.1` and `2130706433` are read by some
    as addresses and by others as names.
    """
    labels = host.split(".")
    if is_bracketed or _NUMBER.fullmatch(labels[-1]):
        try:
            (ipaddress.IPv6Address if is_bracketed else ipaddress.IPv4Address)(host)
        except ValueError as exc:
            raise RuleError("url_host_invalid", "IP 地址的写法有误，请用域名") from exc
    elif len(labels) < 2 or len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise RuleError("url_host_invalid", "主机须为完整的域名")
