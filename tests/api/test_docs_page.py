"""The documentation page, in which administrators live."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
import uvicorn

from app.models.accounts import Account, RoleGrant, StaffRole
from app.routers.tags import TAGS
from tests.support.api_client import Api
from tests.support.browser import CHROMIUM, REQUIRED, browser

with_browser = pytest.mark.skipif(
    not CHROMIUM and not REQUIRED, reason="no chromium here; HUIZHI_BROWSER_REQUIRED=1 makes this a failure"
)


@pytest.fixture
async def address(committed: Api) -> AsyncIterator[str]:
    """The application behind a real socket."""
    server = uvicorn.Server(
        uvicorn.Config(committed.app, port=0, lifespan="off", log_level="warning", access_log=False)
    )
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server offers nothing to wait for
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await task


async def test_the_page_and_its_files_come_from_this_host(api: Api) -> None:
    page = await api.anybody("GET", "/docs", 200)
    assert "http://" not in page.text
    assert "https://" not in page.text
    for path in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"):
        await api.anybody("GET", f"/static/swagger-ui/{path}", 200)


@with_browser
async def test_an_administrator_signs_in_and_tries_a_call(committed: Api, address: str) -> None:
    async with committed.admin.as_admin() as session:
        hashed = await committed.app.state.passwords.hash("demonstration")
        account = Account(username="5101.bar", name="律协工作人员", password_hash=hashed)
        session.add(account)
        await session.flush()
        session.add(RoleGrant(account_id=account.id, role=StaffRole.BAR_ASSOCIATION, area_code="5101"))
    async with browser(f"{address}/docs") as page:
        await page.until("document.querySelectorAll('.opblock-tag').length > 0")
        shown = await page.js("[...document.querySelectorAll('.opblock-tag')].map(e => e.dataset.tag)")
        assert shown == [tag["name"] for tag in TAGS]
        await page.click(".auth-wrapper .authorize")
        await page.type("#oauth_username", "5101.bar")
        await page.type("#oauth_password", "demonstration")
        await page.click(".auth-btn-wrapper .authorize")
        await page.until(
            "[...document.querySelectorAll('.auth-btn-wrapper button')].some(e => e.textContent == 'Logout')"
        )
        await page.click(".btn-done")
        await page.click(".opblock-tag[data-tag='登录']")
        operation = "#operations-登录-auth_who_am_i"
        await page.click(f"{operation} .opblock-summary-control")
        # The page resolves an operation after showing it; until then its button does nothing.
        await page.until(f"!!document.querySelector('{operation} .responses-table .microlight')")
        await page.click(f"{operation} .execute")
        shown_answer = f"document.querySelector('{operation} .live-responses-table .microlight')"
        answer = await page.until(f"({shown_answer} || {{}}).textContent")
        assert '"username": "5101.bar"' in answer
        assert {urlsplit(url).netloc for url in page.requested if url.startswith("http")} == {urlsplit(address).netloc}
