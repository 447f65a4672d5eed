from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    ExtBot,
    MessageHandler,
    filters,
)

from bot.sandbox.telegram import GROUP, STAFF
from tests.telegram.standin import StandIn, labels

Context = CallbackContext[ExtBot[None], dict[object, object], dict[object, object], dict[object, object]]


async def echo(update: Update, _context: Context) -> None:
    message = update.effective_message
    assert message is not None
    button = InlineKeyboardButton("더 보기", callback_data="page:1")
    await message.reply_html(f"<i>{message.text}</i>", reply_markup=InlineKeyboardMarkup([[button]]))


async def turn(update: Update, _context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("넘겼어요")
    await query.edit_message_text(f"쪽: {query.data}")


def application(standin: StandIn) -> Application:  # type: ignore[type-arg]  # its six parameters say nothing here
    built = (
        ApplicationBuilder()
        .token(standin.token)
        .base_url(standin.bot_base_url)
        .base_file_url(standin.file_base_url)
        .build()
    )
    built.add_handler(MessageHandler(filters.TEXT, echo))
    built.add_handler(CallbackQueryHandler(turn))
    return built


async def test_a_real_application_talks_through_the_stand_in_and_shuts_down(standin: StandIn) -> None:
    async with application(standin) as running:
        assert running.updater is not None
        await running.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        await running.start()
        answer = await standin.ask(STAFF, "시상식 언제 했어요?")
        assert (answer.html, labels(answer)) == ("<i>시상식 언제 했어요?</i>", ("더 보기",))
        press = await standin.press(answer, "더 보기")
        assert (await standin.answered(press)).text == "넘겼어요"
        assert (await standin.edited(answer)).text == "쪽: page:1"
        answer = await standin.ask("group", "@award_desk_bot 언제예요?")
        assert answer.chat.id == GROUP
        await running.updater.stop()
        await running.stop()
    assert all(call.error is None for call in standin.calls if call.method != "getUpdates")


async def test_an_open_poll_and_an_open_page_do_not_hold_the_shutdown() -> None:
    async with StandIn() as standin:
        bot = Bot(standin.token, base_url=standin.bot_base_url)
        await bot.initialize()
        page = httpx.AsyncClient(base_url=standin.url, trust_env=False)
        stream = page.stream("GET", "/api/stream?seat=staff")
        lines = (await stream.__aenter__()).aiter_lines()
        await anext(lines)
        poll = asyncio.create_task(bot.get_updates(timeout=50, read_timeout=60))
        while not standin.telegram.updates.waiting:  # noqa: ASYNC110 - nothing tells of a poll that begins
            await asyncio.sleep(0.001)
        async with asyncio.timeout(4):
            await standin.__aexit__(None, None, None)
        assert await poll == ()
        assert [line async for line in lines] == [""]
        await stream.__aexit__(None, None, None)
        await page.aclose()
        await bot.shutdown()


async def test_what_never_comes_is_reported_with_what_came_instead(standin: StandIn) -> None:
    standin.telegram.post(standin.telegram.chats[STAFF], "다른 말")
    with pytest.raises(TimeoutError, match="the bot said nothing that fits; it said: \\['다른 말'\\]"):
        await standin.wait_for(lambda message: message.text == "시상식", chat=STAFF, timeout=0)


async def test_a_token_looks_real_and_is_another_each_time(standin: StandIn) -> None:
    assert re.fullmatch(r"7000000001:AA[A-Za-z0-9_-]{33}", standin.token)
    assert StandIn().token != standin.token


async def test_a_port_that_is_taken_is_an_os_error(standin: StandIn) -> None:
    port = int(standin.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        await StandIn(port=port).__aenter__()


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
async def test_another_site_cannot_drive_the_page(page: httpx.AsyncClient, headers: dict[str, str]) -> None:
    for path in ("/", "/api/state?seat=admin"):
        assert (await page.get(path, headers=headers)).status_code == 403
    answer = await page.post("/api/send", json={"seat": "admin", "text": "/reload"}, headers=headers)
    assert (answer.status_code, set(answer.json())) == (403, {"error"})


async def test_its_own_origin_is_let_in_but_a_plain_form_is_not(page: httpx.AsyncClient, standin: StandIn) -> None:
    body = {"seat": "staff", "text": "가"}
    own = {"Origin": standin.url}
    assert (await page.post("/api/send", json=body, headers=own)).status_code == 200
    assert (await page.post("/api/send", data=body, headers=own)).status_code == 400


async def test_the_page_is_served_fresh_and_runs_only_its_own_files(page: httpx.AsyncClient) -> None:
    answer = await page.get("/")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert (await page.get("/page/style.css")).headers["content-type"].startswith("text/css")
    for path in ("/page/none.js", "/page/..%2Fserver.py", "/page/%2e%2e/server.py"):
        assert (await page.get(path)).status_code == 404
