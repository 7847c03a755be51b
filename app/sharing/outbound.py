"""The way out: requests to addresses that partners named, and to nothing of ours (docs/sharing.md#the-way-out).

The name is resolved once, every address is checked, and the connection goes to an address that was checked, so that a
name cannot lead elsewhere in between. Nothing of the environment applies: no proxy, no cookies, no redirects.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import httpx

from app.rules.sharing.callback_address import check_callback, is_public

_CONNECT_SECONDS = 5.0
_LOOK_UP_SECONDS = 3.0

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class AddressRefused(Exception):
    """The name leads to an address that nobody is called at, or to none."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the system knows them; `OSError` or `UnicodeError` where it has none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


@dataclass(frozen=True)
class Outbound:
    """Posts to public addresses alone; `test_hosts` are the exceptions, none in production.

    `seconds` is for a whole attempt, from the look-up of the name to the status line.
    """

    test_hosts: frozenset[str] = frozenset()
    resolve: Resolve = resolve
    transport: httpx.AsyncBaseTransport | None = None
    seconds: float = 15.0

    @cached_property
    def _transport(self) -> httpx.AsyncBaseTransport:
        """Made at the first request, for it reads every trusted certificate.

        A kept connection would belong to an address, not to a name: nobody else's request may go over it.
        """
        return self.transport or httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    async def check(self, url: str) -> None:
        """Whether an address may be called; `RuleError`, `AddressRefused`, `TimeoutError`."""
        async with asyncio.timeout(_LOOK_UP_SECONDS):
            await self._addresses(*check_callback(url, self.test_hosts))

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the answer, of which nothing else is read.

        Errors: `RuleError`, `AddressRefused`, `TimeoutError`, `httpx.HTTPError`.
        """
        async with asyncio.timeout(self.seconds):
            host, port = check_callback(url, self.test_hosts)
            addresses = await self._addresses(host, port)
            for address in addresses[:-1]:
                try:
                    return await self._post_to(address, host, url, headers, body)
                except httpx.ConnectError as exc:
                    if is_about_tls(exc):
                        raise
            return await self._post_to(addresses[-1], host, url, headers, body)

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = await self.resolve(host, port)
        except (OSError, UnicodeError) as exc:
            raise AddressRefused from exc
        if not addresses:
            raise AddressRefused
        if host not in self.test_hosts and not all(is_public(ipaddress.ip_address(a)) for a in addresses):
            raise AddressRefused
        return addresses

    async def _post_to(self, address: str, host: str, url: str, headers: Mapping[str, str], body: bytes) -> int:
        request = httpx.Request("POST", url, headers=headers, content=body)  # the Host header is the name's
        request.url = request.url.copy_with(host=address)
        request.extensions = {
            "timeout": httpx.Timeout(self.seconds, connect=_CONNECT_SECONDS).as_dict(),
            "sni_hostname": host,  # so is the name that the certificate must bear
        }
        answer = await self._transport.handle_async_request(request)
        await answer.aclose()
        return answer.status_code


def is_about_tls(exc: BaseException) -> bool:
    """Whether a connection failed for its certificate or its encryption."""
    cause: BaseException | None = exc
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
