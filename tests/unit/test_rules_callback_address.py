"""Where a partner may be called back: the classes of addresses, and the spellings of URLs."""

import ipaddress
import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import RuleError
from app.rules.sharing.callback_address import check_callback, is_public

CLASSES = {
    "this network": ["0.0.0.1", "0.255.255.255"],
    "private": ["10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255"],
    "shared": ["100.64.0.0", "100.127.255.255"],
    "loopback": ["127.0.0.0", "127.0.0.1", "127.255.255.255", "::1"],
    "link-local": ["169.254.0.0", "169.254.255.255", "fe80::", "fe80::1%eth0", "febf::1"],
    "metadata": ["169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254"],
    "protocol": ["192.0.0.0", "192.0.0.255", "192.88.99.1", "2001::", "2001:1ff:ffff::1"],
    "documentation": ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
    "benchmarks": ["198.18.0.0", "198.19.255.255"],
    "multicast": ["224.0.0.0", "239.255.255.255", "ff02::1", "ff0e::1"],
    "reserved": ["240.0.0.0", "255.255.255.255", "::", "4000::", "5f00::1"],
    "unique local": ["fc00::", "fdff:ffff::1"],
    "site-local": ["fec0::1"],
    "IPv4-mapped": ["::ffff:8.8.8.8", "::ffff:127.0.0.1", "::ffff:0:8.8.8.8"],
    "IPv4-compatible": ["::8.8.8.8"],
    "NAT64": ["64:ff9b::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1"],
    "6to4": ["2002:7f00:1::1", "2002:808:808::1"],
    "Teredo": ["2001:0:7f00:1::"],
    "ISATAP": ["2400:3200::5efe:7f00:1", "2400:3200::200:5efe:a00:1"],
}
PUBLIC = [
    *("8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0"),
    *("169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0"),
    *("198.17.255.255", "198.20.0.0", "223.255.255.255", "59.192.0.1", "2400:3200::1", "2001:200::1", "2606:4700::1"),
]


@pytest.mark.parametrize(("kind", "address"), [(k, a) for k, addresses in CLASSES.items() for a in addresses])
def test_nobody_is_called_at_an_address_that_is_not_public(kind: str, address: str) -> None:
    assert not is_public(ipaddress.ip_address(address)), kind


@pytest.mark.parametrize("address", PUBLIC)
def test_the_neighbours_of_each_class_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_whatever_is_public_here_is_global_for_the_standard_library(address: ipaddress.IPv4Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not any((address.is_private, address.is_loopback, address.is_link_local, address.is_multicast))


@given(st.ip_addresses(v=4), st.integers(0, 2**32 - 1))
def test_no_address_that_carries_an_ipv4_address_is_called(inner: ipaddress.IPv4Address, other: int) -> None:
    low = int(inner)
    carriers = [
        0xFFFF << 32 | low,
        0xFFFF << 48 | low,
        low,
        0x64FF9B << 96 | low,
        0x0064_FF9B_0001 << 80 | other << 32 | low,
        0x2002 << 112 | low << 80 | other,
        0x2001_0000 << 96 | other << 64 | (low ^ 0xFFFF_FFFF),
        0x2400_3200 << 96 | other << 64 | 0x5EFE << 32 | low,
    ]
    assert not [str(address) for address in map(ipaddress.IPv6Address, carriers) if is_public(address)]


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://partner.example.com", "partner.example.com", 443),
        ("https://Partner.Example.COM:8443/door/bell?x=1&y=%E4%B8%AD", "partner.example.com", 8443),
        ("https://xn--fiqs8s.example/", "xn--fiqs8s.example", 443),
        ("https://a.example/@path", "a.example", 443),
        ("https://8.8.8.8/", "8.8.8.8", 443),
        ("https://[2400:3200::1]/", "2400:3200::1", 443),
    ],
)
def test_a_usual_url_reads_as_everybody_reads_it(url: str, host: str, port: int) -> None:
    assert check_callback(url, frozenset()) == (host, port)
    read = httpx.URL(url)
    assert (read.raw_host.decode(), read.port or 443) == (host, port), "as the client that connects reads it"


REFUSED = {
    "url_invalid": [
        *("", "partner.example.com", "//partner.example.com", "ftp://a.example/", "file:///etc/passwd", "ws://a.b/"),
        *("https://user@a.example/", "https://user:secret@a.example/", "https://a.example@127.0.0.1/"),
        *(
            "https://a.example#@127.0.0.1/",
            "https://a.example/#x",
            "https://a.example\\@b.example/",
            "https:/a.example",
        ),
        *("https://a.example/\r\nHost: b", "https://a.example/ x", " https://a.example/", "https://a.example/\n"),
        *("https://中国.example/", "https://a。example/", "https://a.example/路", "https://①27.0.0.1/", "https:///x"),
        *(
            "https://[fe80::1%25eth0]/",
            "https://a.example:/",
            "https://a.example:443:80/",
            "https://[::1/",
            "HTTPS://a.example/",
        ),
    ],
    "url_not_https": ["http://a.example/", "http://127.0.0.1/"],
    "url_host_invalid": [
        *("https://localhost/", "https://intranet/", "https://a.example./", "https://.example/", "https://a..example/"),
        *("https://-a.example/", "https://a-.example/", "https://2130706433/", "https://0x7f000001/", "https://127.1/"),
        *(
            "https://0177.0.0.1/",
            "https://127.0.0.01/",
            "https://0x7f.0.0.1/",
            "https://127.0.0.0x1/",
            "https://1.2.3/",
        ),
        *("https://256.1.1.1/", "https://1.2.3.4.5/", "https://a.example.1/", "https://[1.2.3.4]/"),
        *("https://[::ffff:300.1.1.1]/", f"https://{'a' * 64}.example/", f"https://{'a.' * 130}example/"),
    ],
    "url_port_refused": [
        *("https://a.example:22/", "https://a.example:80/", "https://a.example:6379/", "https://a.example:8444/"),
        *("https://a.example:0/", "https://a.example:65536/", "https://a.example:99999/"),
    ],
}


@pytest.mark.parametrize(("code", "url"), [(code, url) for code, urls in REFUSED.items() for url in urls])
def test_a_url_that_may_be_read_otherwise_is_refused(code: str, url: str) -> None:
    with pytest.raises(RuleError) as refused:
        check_callback(url, frozenset())
    assert refused.value.code == code


@given(st.from_regex(r"https://[0-9a-fA-FxX.:\[\]]{1,20}/?", fullmatch=True))
def test_a_host_of_digits_is_one_address_or_refused(url: str) -> None:
    try:
        host, _ = check_callback(url, frozenset())
    except RuleError:
        return
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", host.rpartition(".")[2]) or ":" in host:
        assert ipaddress.ip_address(host)
        assert httpx.URL(url).raw_host.decode() == host


def test_a_test_host_may_be_called_without_tls_on_any_port_and_no_other_may() -> None:
    assert check_callback("http://127.0.0.1:9000/", {"127.0.0.1"}) == ("127.0.0.1", 9000)
    with pytest.raises(RuleError):
        check_callback("http://127.0.0.2:9000/", {"127.0.0.1"})
    with pytest.raises(RuleError):
        check_callback("http://user@127.0.0.1:9000/", {"127.0.0.1"})
