"""Who sits where on the page, and whose words are whose."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Route, expect

from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from tests.browser.pages import OpenPage, say
from tests.telegram.standin import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_message_elsewhere_marks_the_seat_until_it_is_opened(standin: StandIn, open_page: OpenPage) -> None:
    async with open_page(standin.url) as page:
        await standin.say(GROUP_ADMIN, "여러분 안녕하세요", chat=GROUP)
        await expect(page.get_by_test_id("unread-group")).to_be_visible()
        await page.get_by_test_id("toast").click()
        await expect(page.get_by_test_id("chat-title")).to_have_text("혁신행정 단체방")
        await expect(page.get_by_test_id("bubble-text")).to_have_text(["여러분 안녕하세요"])
        await expect(page.get_by_test_id("unread-group")).to_be_hidden()


async def test_in_the_group_either_of_two_people_speaks(standin: StandIn, open_page: OpenPage) -> None:
    async with open_page(f"{standin.url}#group") as page:
        await say(page, "저는 방 관리자예요")
        await page.get_by_test_id("speaker").select_option(str(STAFF))
        await say(page, "저는 구성원이에요")
        await expect(page.get_by_test_id("message").nth(0)).to_contain_text("이사무관")
        await expect(page.get_by_test_id("bubble-text")).to_have_text(["저는 방 관리자예요", "저는 구성원이에요"])
        assert [message.sender.id for message in standin.messages(GROUP)] == [GROUP_ADMIN, STAFF]


async def test_what_is_said_before_a_seat_is_loaded_is_said_by_who_sits_there(
    standin: StandIn, open_page: OpenPage
) -> None:
    said = asyncio.Event()

    async def wait(route: Route) -> None:
        await said.wait()
        await route.continue_()

    async with open_page(f"{standin.url}#group") as page:
        await page.route("**/api/state?seat=admin", wait)
        await page.get_by_test_id("seat-admin").click()
        await say(page, "벌써 왔어요")
        await expect(page.get_by_test_id("composer")).to_have_value("")
        said.set()
        await expect(page.get_by_test_id("chat-title")).to_have_text(standin.telegram.bot.name)
        await expect(page.get_by_test_id("bubble-text")).to_have_text(["벌써 왔어요"])
    assert [message.sender.id for message in standin.messages(ADMIN)] == [ADMIN]


async def test_what_is_being_written_waits_in_its_seat(standin: StandIn, open_page: OpenPage) -> None:
    async with open_page(standin.url) as page:
        await page.get_by_test_id("composer").fill("아직 쓰는 중")
        await page.get_by_test_id("seat-admin").click()
        await expect(page.get_by_test_id("composer")).to_have_value("")
        await page.get_by_test_id("seat-staff").click()
        await expect(page.get_by_test_id("composer")).to_have_value("아직 쓰는 중")
