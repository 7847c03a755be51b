"""The way out leads to the address that was checked, and nowhere else."""

import datetime as dt
import ssl
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.rules.faults import RuleError
from app.sharing.outbound import AddressRefused, Outbound, is_about_tls, resolve
from tests.sharing.receiver import Receiver
from tests.support.webhook_calls import never

NAME = "partner.example.com"


class Names:
    """A name server that a test fills; each look-up gives the next answer."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def nobody_home(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"a connection to {request.url}")


async def test_the_connection_goes_to_the_checked_address_under_the_name() -> None:
    names = Names(["127.0.0.1"])
    async with Receiver.open() as receiver:
        outbound = Outbound(frozenset({NAME}), names)
        status = await outbound.post(f"http://{NAME}:{receiver.port}/bell?x=1", {"x-y": "z"}, b"{}")
        (got,) = receiver.received
    assert (status, names.asked) == (204, 1), "looked up once: no second answer can lead elsewhere"
    assert (got.target, got.headers["host"], got.body) == ("/bell?x=1", f"{NAME}:{receiver.port}", b"{}")


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.1.2.3"], ["8.8.8.8", "192.168.1.1"], ["::1"], ["::ffff:8.8.8.8"], ["fe80::1%eth0"], []],
    ids=str,
)
async def test_a_name_that_leads_inside_is_never_called(addresses: list[str]) -> None:
    outbound = Outbound(resolve=Names(addresses), transport=httpx.MockTransport(nobody_home))
    with pytest.raises(AddressRefused):
        await outbound.post(f"https://{NAME}/", {}, b"")
    with pytest.raises(AddressRefused):
        await outbound.check(f"https://{NAME}/")


async def test_a_name_that_leads_elsewhere_after_registration_is_not_called() -> None:
    outbound = Outbound(resolve=Names(["8.8.8.8"], ["127.0.0.1"]), transport=httpx.MockTransport(nobody_home))
    await outbound.check(f"https://{NAME}/")
    with pytest.raises(AddressRefused):
        await outbound.post(f"https://{NAME}/", {}, b"")


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254:8443/latest"])
async def test_an_address_in_place_of_a_name_is_checked_too(url: str) -> None:
    with pytest.raises(AddressRefused):
        await Outbound(transport=httpx.MockTransport(nobody_home)).post(url, {}, b"")


@pytest.mark.parametrize("url", ["http://8.8.8.8/", "https://8.8.8.8:25/", "https://2130706433/"])
async def test_what_may_not_be_registered_may_not_be_called(url: str) -> None:
    with pytest.raises(RuleError):
        await Outbound(transport=httpx.MockTransport(nobody_home)).post(url, {}, b"")


async def test_without_the_setting_a_local_receiver_is_not_called() -> None:
    async with Receiver.open() as receiver:
        with pytest.raises(RuleError):
            await Outbound().post(receiver.url, {}, b"")
        assert receiver.received == []


async def test_a_name_without_an_address_is_refused() -> None:
    with pytest.raises(AddressRefused):
        await Outbound().check("https://nobody.invalid/")
    assert await resolve("127.0.0.1", 443) == ["127.0.0.1"]


async def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    async with Receiver.open() as receiver:
        outbound = Outbound(frozenset({NAME}), Names(["127.0.0.2", "127.0.0.1", "127.0.0.3"]))
        assert await outbound.post(f"http://{NAME}:{receiver.port}/", {}, b"") == 204
    with pytest.raises(httpx.ConnectError):
        await outbound.post(f"http://{NAME}:{receiver.port}/", {}, b"")


async def test_redirects_are_not_followed() -> None:
    async with Receiver.open() as inside, Receiver.open() as receiver:
        receiver.raw = f"HTTP/1.1 307 Elsewhere\r\nLocation: {inside.url}\r\nContent-Length: 0\r\n\r\n".encode()
        assert await Outbound(frozenset({"127.0.0.1"})).post(receiver.url, {}, b"") == 307
        assert inside.received == []


async def test_of_an_answer_the_status_alone_is_read() -> None:
    async with Receiver.open() as receiver:
        receiver.raw = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\nSet-Cookie: a=b\r\n\r\n" + b"x" * 1000
        outbound = Outbound(frozenset({"127.0.0.1"}))
        assert await outbound.post(receiver.url, {}, b"") == 200
        await receiver.closed.wait()
        receiver.raw = None
        assert await outbound.post(receiver.url, {}, b"") == 204
        assert "cookie" not in receiver.received[-1].headers


async def test_who_does_not_answer_is_left_in_time() -> None:
    outbound = Outbound(resolve=Names(["8.8.8.8"]), transport=httpx.MockTransport(never), seconds=0.05)
    with pytest.raises(TimeoutError):
        await outbound.post(f"https://{NAME}/", {}, b"")


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Receiver.open() as proxy, Receiver.open() as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await Outbound(frozenset({"127.0.0.1"})).post(receiver.url, {}, b"")
        assert (len(receiver.received), proxy.received) == (1, [])


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for a name, and a server's context with it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


async def test_the_certificate_must_be_trusted_and_bear_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, context = certificate(tmp_path, NAME)
    hosts, names = frozenset({NAME, "other.example.com"}), Names(["127.0.0.1"])
    async with Receiver.open(context) as receiver:
        with pytest.raises(httpx.ConnectError) as unknown:
            await Outbound(hosts, names).post(f"https://{NAME}:{receiver.port}/", {}, b"")
        assert is_about_tls(unknown.value)
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
        trusting = Outbound(hosts, names)
        assert await trusting.post(f"https://{NAME}:{receiver.port}/", {}, b"{}") == 204
        with pytest.raises(httpx.ConnectError) as misnamed:
            await trusting.post(f"https://other.example.com:{receiver.port}/", {}, b"")
        assert is_about_tls(misnamed.value)
        assert [got.body for got in receiver.received] == [b"{}"]
