"""What the page does with whatever a bot says; the bot is a scripted one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatAction
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.clock import SEOUL
from bot.sandbox.telegram import GROUP, GROUP_ADMIN, STAFF
from tests.browser.pages import OpenPage, say
from tests.telegram.standin import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEYBOARD = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("담당자", callback_data="edit"),
            InlineKeyboardButton("알려 주기", callback_data="alert"),
        ],
        [
            InlineKeyboardButton("기다리기", callback_data="wait"),
            InlineKeyboardButton("누리집", url="https://example.org/"),
        ],
    ]
)
COMMANDS = [("start", "처음으로"), ("schedule", "일정"), ("status", "상태")]
NUMBERS = "<code>044-202-7047</code> · 044-202-7055 · +82 44-202-7047"
HTML = f"<b>시상식</b>은 11월 14일이에요.\n<blockquote>10:00~12:30</blockquote>\n{NUMBERS} · /help"


class ScriptedBot:
    """Answers everything said in private with one message and four buttons; `patience` is what the third waits for."""

    def __init__(self) -> None:
        self.patience = asyncio.Event()

    async def answer(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_html(HTML, reply_markup=KEYBOARD)

    async def pressed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        if query.data == "alert":
            await query.answer("정말이에요.", show_alert=True)
            return
        if query.data == "wait":
            await self.patience.wait()
        await query.answer("찾았어요.")
        await query.edit_message_text("담당자는 과장이에요.", reply_markup=KEYBOARD)


@pytest_asyncio.fixture(loop_scope="session")
async def bot(standin: StandIn) -> AsyncIterator[ScriptedBot]:
    scripted = ScriptedBot()
    application = (
        Application.builder()
        .token(standin.token)
        .base_url(standin.bot_base_url)
        .concurrent_updates(True)
        .job_queue(None)
        .build()
    )
    application.add_handler(MessageHandler(filters.ChatType.PRIVATE, scripted.answer))
    application.add_handler(CallbackQueryHandler(scripted.pressed))
    assert application.updater is not None
    async with application:
        await application.bot.set_my_commands(COMMANDS)
        await application.updater.start_polling()
        await application.start()
        yield scripted
        await application.updater.stop()
        await application.stop()


async def test_a_newcomer_sees_four_seats_and_something_to_ask(standin: StandIn, open_page: OpenPage) -> None:
    async with open_page(standin.url) as page:
        await expect(page.get_by_role("tab")).to_have_count(4)
        await expect(page.get_by_role("tab", name="직원")).to_have_attribute("aria-selected", "true")
        await expect(page.get_by_test_id("sample").first).to_be_visible()
        await expect(page.get_by_test_id("today")).to_contain_text("요일")


async def test_a_question_stands_right_and_its_answer_left(
    standin: StandIn, bot: ScriptedBot, open_page: OpenPage
) -> None:
    async with open_page(standin.url) as page:
        await say(page, "시상식 언제 했어요?")
        question, answer = page.get_by_test_id("message").nth(0), page.get_by_test_id("message").nth(1)
        await expect(question.get_by_test_id("bubble-text")).to_have_text("시상식 언제 했어요?")
        await expect(answer.locator("b")).to_have_text("시상식")
        await expect(answer.locator("a[href^='tel:']")).to_have_count(1)
        await expect(answer.locator("a[href='tel:+82442027047']")).to_have_count(1)
        await expect(answer.get_by_role("button", name="044-202-7047", exact=True)).to_have_count(1)
        await expect(answer.locator("blockquote")).to_have_text("10:00~12:30")
        await expect(page.get_by_test_id("composer")).to_have_value("")
        await expect(page.get_by_test_id("empty")).to_be_hidden()
        asked, answered = (
            await question.get_by_test_id("bubble").bounding_box(),
            await answer.get_by_test_id("bubble").bounding_box(),
        )
        assert asked is not None
        assert answered is not None
        assert asked["x"] > answered["x"]


async def test_a_sample_question_is_sent_with_one_tap(standin: StandIn, bot: ScriptedBot, open_page: OpenPage) -> None:
    async with open_page(standin.url) as page:
        sample = page.get_by_test_id("sample").first
        text = await sample.inner_text()
        await sample.click()
        await expect(page.get_by_test_id("bubble-text").first).to_have_text(text)


async def test_a_pressed_button_waits_and_then_its_message_is_edited_in_place(
    standin: StandIn, bot: ScriptedBot, open_page: OpenPage
) -> None:
    async with open_page(standin.url) as page:
        await say(page, "누구예요?")
        answer = page.get_by_test_id("message").nth(1)
        place = await answer.get_attribute("data-id")
        button = answer.get_by_role("button", name="기다리기")
        await button.click()
        await expect(button).to_have_attribute("aria-busy", "true")
        bot.patience.set()
        await expect(answer.get_by_test_id("bubble-text")).to_have_text("담당자는 과장이에요.")
        await expect(answer.get_by_test_id("bubble")).to_contain_text("수정됨")
        await expect(page.get_by_test_id("toast")).to_have_text("찾았어요.")
        await expect(page.get_by_test_id("message")).to_have_count(2)
        assert await answer.get_attribute("data-id") == place
        await expect(page.locator("[aria-busy=true]")).to_have_count(0)


async def test_an_alert_has_to_be_confirmed(standin: StandIn, bot: ScriptedBot, open_page: OpenPage) -> None:
    async with open_page(standin.url) as page:
        await say(page, "정말이에요?")
        await page.get_by_role("button", name="알려 주기").click()
        await expect(page.get_by_test_id("alert")).to_contain_text("정말이에요.")
        await page.get_by_test_id("alert").get_by_role("button", name="확인").click()
        await expect(page.get_by_test_id("alert")).to_be_hidden()


async def test_markup_typed_by_a_person_stays_text(standin: StandIn, open_page: OpenPage) -> None:
    typed = "<b>굵게</b> <img src=x onerror=alert(1)> & <script>alert(2)</script>"
    async with open_page(standin.url) as page:
        await say(page, typed)
        bubble = page.get_by_test_id("bubble-text").first
        await expect(bubble).to_have_text(typed)
        await expect(bubble.locator("b, img, script")).to_have_count(0)


async def test_only_harmless_markup_is_rebuilt(standin: StandIn, open_page: OpenPage) -> None:
    hostile = (
        "<b onclick=alert(1)>굵게</b><img src=x onerror=alert(2)><script>alert(3)</script>"
        "<svg onload=alert(4)></svg><style>*{display:none}</style>"
        "<a href='javascript:alert(5)'>눌러요</a><a href=' java\nscript:alert(6)'>이것도</a>"
        "<form action='https://example.org'><input name=x></form><a href='https://example.org/'>누리집</a>"
    )
    # Even in a document that runs nothing the browser reports that such handlers and scripts are forbidden.
    async with open_page(standin.url, tolerated="Content Security Policy") as page:
        rebuilt = await page.evaluate(
            """async (html) => {
                const { safeNodes } = await import("/page/safe_html.js");
                const box = document.createElement("div");
                box.append(safeNodes(html, () => {}));
                return box.innerHTML;
            }""",
            hostile,
        )
    assert rebuilt == (
        '<b>굵게</b>눌러요이것도<a href="https://example.org/" target="_blank" rel="noopener noreferrer">누리집</a>'
    )


async def test_an_enter_that_ends_a_syllable_does_not_send(standin: StandIn, open_page: OpenPage) -> None:
    async with open_page(standin.url) as page:
        composer = page.get_by_test_id("composer")
        await composer.focus()
        session = await page.context.new_cdp_session(page)
        await session.send("Input.imeSetComposition", {"text": "시상", "selectionStart": 2, "selectionEnd": 2})
        await expect(composer).to_have_value("시상")
        # Most browsers mark that Enter as composing; Safari has ended it by then, and the key code tells.
        enter = {"type": "rawKeyDown", "key": "Enter"}
        await session.send("Input.dispatchKeyEvent", {**enter, "windowsVirtualKeyCode": 13})
        await session.send("Input.insertText", {"text": "시상식"})
        await session.send("Input.dispatchKeyEvent", {**enter, "windowsVirtualKeyCode": 229})
        await expect(composer).to_have_value("시상식")
        await expect(page.get_by_test_id("message")).to_have_count(0)
        await composer.press("Enter")
        await expect(page.get_by_test_id("bubble-text")).to_have_text(["시상식"])


async def test_shift_and_enter_begin_a_line(standin: StandIn, open_page: OpenPage) -> None:
    async with open_page(standin.url) as page:
        composer = page.get_by_test_id("composer")
        low = await composer.bounding_box()
        await composer.press_sequentially("한 줄")
        await composer.press("Shift+Enter")
        await composer.press_sequentially("두 줄")
        await expect(composer).to_have_value("한 줄\n두 줄")
        high = await composer.bounding_box()
        assert low is not None
        assert high is not None
        assert high["height"] > low["height"]
        await expect(page.get_by_test_id("message")).to_have_count(0)


async def test_the_menu_shows_the_commands_the_bot_has_set(
    standin: StandIn, bot: ScriptedBot, open_page: OpenPage
) -> None:
    async with open_page(standin.url) as page:
        await page.get_by_test_id("command-menu").click()
        await expect(page.get_by_test_id("command")).to_have_text(["/start처음으로", "/schedule일정", "/status상태"])
        await page.get_by_test_id("command").nth(1).click()
        await expect(page.get_by_test_id("bubble-text").first).to_have_text("/schedule")
        await page.get_by_test_id("composer").press_sequentially("/st")
        await expect(page.get_by_test_id("command")).to_have_count(2)
        await page.get_by_test_id("composer").press("ArrowDown")
        await page.get_by_test_id("composer").press("Tab")
        await expect(page.get_by_test_id("composer")).to_have_value("/status ")


async def test_a_reply_shows_what_it_answers(standin: StandIn, bot: ScriptedBot, open_page: OpenPage) -> None:
    async with open_page(standin.url) as page:
        await say(page, "시상식 언제 했어요?")
        await page.get_by_test_id("message").nth(1).hover()
        await page.get_by_test_id("reply").nth(1).click()
        await expect(page.get_by_test_id("reply-strip")).to_contain_text("시상식은 11월 14일이에요.")
        await say(page, "고마워요")
        await expect(page.get_by_test_id("message").nth(2).get_by_test_id("quote")).to_contain_text(
            "시상식은 11월 14일"
        )
        await expect(page.get_by_test_id("reply-strip")).to_be_hidden()
        said = [m for m in standin.messages(STAFF) if m.text == "고마워요"]
        assert said[0].reply_to is not None


async def test_the_bot_is_seen_typing_until_it_answers(standin: StandIn, open_page: OpenPage) -> None:
    async with open_page(standin.url) as page:
        async with Bot(standin.token, standin.bot_base_url) as api:
            await api.send_chat_action(STAFF, ChatAction.TYPING)
            await expect(page.get_by_test_id("typing")).to_be_visible()
            await api.send_message(STAFF, "다 썼어요.")
        await expect(page.get_by_test_id("bubble-text")).to_have_text(["다 썼어요."])
        await expect(page.get_by_test_id("typing")).to_be_hidden()


async def test_files_go_up_and_come_down(
    standin: StandIn, bot: ScriptedBot, open_page: OpenPage, tmp_path: Path
) -> None:
    paper = tmp_path / "보도자료.txt"
    paper.write_text("시상식 개요", encoding="utf-8")
    async with open_page(standin.url) as page:
        await page.get_by_test_id("file-input").set_input_files(paper)
        await expect(page.get_by_test_id("file-strip")).to_contain_text("보도자료.txt")
        await say(page, "이것도 읽어 주세요")
        chip = page.get_by_test_id("message").first.get_by_test_id("file")
        await expect(chip).to_contain_text("보도자료.txt")
        async with page.expect_download() as coming:
            await chip.click()
        download = await coming.value
        assert download.suggested_filename == "보도자료.txt"
        await download.save_as(tmp_path / "again.txt")
    assert (tmp_path / "again.txt").read_bytes() == paper.read_bytes()


async def test_the_day_is_set_jumped_to_and_given_back(open_page: OpenPage) -> None:
    jumps = [("시상식 일주일 전", datetime(2025, 11, 7, 9, 0, tzinfo=SEOUL))]
    async with StandIn(jumps=lambda: jumps) as standin, open_page(standin.url) as page:
        today = page.get_by_test_id("today")
        await page.get_by_test_id("clock-input").fill("2024-11-14T10:30")
        await page.get_by_test_id("clock-set").click()
        await expect(today).to_have_text("2024년 11월 14일 목요일")
        await expect(page.get_by_test_id("now")).to_have_text("10:30")
        await page.get_by_test_id("jump").click()
        await expect(today).to_have_text("2025년 11월 7일 금요일")
        assert standin.clock.today() == date(2025, 11, 7)
        await expect(page.get_by_test_id("now")).to_have_text("09:00")
        await page.get_by_test_id("clock-reset").click()
        await expect(page.get_by_test_id("clock-kind")).to_have_text("실제 시각")


async def test_a_refusal_is_told_and_nothing_written_is_lost(standin: StandIn, open_page: OpenPage) -> None:
    async with open_page(standin.url, tolerated="net::ERR_") as page:
        await page.route("**/api/send", lambda route: route.abort())
        await say(page, "잃어버리면 안 되는 말")
        await expect(page.get_by_test_id("toast")).to_contain_text("서버에 닿지 못했어요")
        await expect(page.get_by_test_id("composer")).to_have_value("잃어버리면 안 되는 말")


async def test_the_page_comes_back_when_the_server_does(open_page: OpenPage) -> None:
    async with StandIn() as first:
        port = int(first.url.rpartition(":")[2])
        opened = open_page(first.url, tolerated="net::ERR_")
        page = await opened.__aenter__()
        await say(page, "첫 번째 서버")
        await expect(page.get_by_test_id("message")).to_have_count(1)
    await expect(page.get_by_test_id("offline")).to_be_visible()
    async with StandIn(port=port) as second:
        await expect(page.get_by_test_id("offline")).to_be_hidden()
        await expect(page.get_by_test_id("message")).to_have_count(0)
        await say(page, "두 번째 서버")
        await expect(page.get_by_test_id("bubble-text")).to_have_text(["두 번째 서버"])
        assert [message.text for message in second.messages(STAFF)] == ["두 번째 서버"]
        await opened.__aexit__(None, None, None)


async def test_all_talk_is_forgotten_when_asked_twice(standin: StandIn, bot: ScriptedBot, open_page: OpenPage) -> None:
    async with open_page(standin.url) as page:
        await say(page, "지울 말")
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await page.get_by_test_id("reset").click()
        await page.get_by_test_id("alert").get_by_role("button", name="지우기").click()
        await expect(page.get_by_test_id("message")).to_have_count(0)
        await expect(page.get_by_test_id("empty")).to_be_visible()


@pytest.mark.parametrize("size", [(360, 640), (390, 844), (820, 900), (1280, 720), (1920, 1080)])
async def test_everything_fits_on_screens_of_every_size(
    standin: StandIn, bot: ScriptedBot, open_page: OpenPage, size: tuple[int, int]
) -> None:
    async with open_page(standin.url, size=size) as page:
        await say(page, "가" * 300)
        await expect(page.get_by_test_id("message")).to_have_count(2)
        assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert await page.get_by_test_id("scroller").evaluate("e => e.scrollWidth <= e.clientWidth")
        await expect(page.get_by_test_id("send")).to_be_in_viewport(ratio=1)
        await expect(page.get_by_test_id("seat-stranger")).to_be_in_viewport(ratio=1)
        if size[0] <= 720:
            await expect(page.get_by_test_id("clock")).to_be_hidden()
            await page.get_by_test_id("clock-open").click()
        await expect(page.get_by_test_id("clock-set")).to_be_in_viewport()


async def test_everything_that_can_be_pressed_has_a_name(
    standin: StandIn, bot: ScriptedBot, open_page: OpenPage
) -> None:
    async with open_page(standin.url) as page:
        await say(page, "이름이 있나요?")
        await expect(page.get_by_test_id("button").first).to_be_visible()
        nameless = await page.evaluate(
            """() => [...document.querySelectorAll("button, a[href], input, select, textarea")].filter((e) =>
                !(e.ariaLabel || e.textContent.trim() || e.labels?.length || e.ariaHidden))
                .map((e) => e.outerHTML)"""
        )
        assert nameless == []


@pytest.mark.parametrize("size", [(390, 844), (320, 640)])
async def test_answers_stay_in_sight_after_one_that_is_taller_than_the_screen(
    standin: StandIn, browser: Browser, size: tuple[int, int]
) -> None:
    """With motion: an answer comes while one's own message still scrolls."""
    width, height = size
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="ko-KR")
    page = await context.new_page()
    await page.goto(standin.url)
    await expect(page.get_by_test_id("chat-title")).not_to_be_empty()
    chat = standin.telegram.chats[STAFF]
    for number in range(4):
        await say(page, f"질문 {number}")
        await expect(page.get_by_test_id("bubble-text").last).to_have_text(f"질문 {number}")
        standin.telegram.post(chat, f"답 {number}\n" + "긴 줄\n" * 60)
        answer = page.get_by_test_id("bubble-text").last
        await expect(answer).to_contain_text(f"답 {number}")
        await expect(answer).to_be_in_viewport()
        top = await answer.evaluate(
            "e => new Promise(done => setTimeout(() => done(e.getBoundingClientRect().top), 900))"
        )
        assert 0 < top < height
    await context.close()


async def test_who_has_scrolled_up_stays_there_and_is_told_how_many_came(standin: StandIn, open_page: OpenPage) -> None:
    async with open_page(standin.url, size=(390, 844)) as page:
        chat = standin.telegram.chats[STAFF]
        for number in range(30):
            standin.telegram.post(chat, f"말 {number}")
        await expect(page.get_by_test_id("bubble-text").last).to_be_in_viewport()
        await page.get_by_test_id("scroller").hover()
        await page.mouse.wheel(0, -4000)
        await expect(page.get_by_test_id("bubble-text").first).to_be_in_viewport()
        standin.telegram.post(chat, "새 말")
        await expect(page.get_by_test_id("to-bottom")).to_have_text("1")
        await expect(page.get_by_test_id("bubble-text").first).to_be_in_viewport()


async def test_a_toast_covers_no_message(standin: StandIn, open_page: OpenPage) -> None:
    async with open_page(standin.url, size=(390, 844)) as page:
        standin.telegram.post(standin.telegram.chats[STAFF], "긴 줄\n" * 60)
        await standin.say(GROUP_ADMIN, "여기 봐 주세요", chat=GROUP)
        toast, scroller = page.get_by_test_id("toast"), page.get_by_test_id("scroller")
        await expect(toast).to_be_visible()
        below, above = await toast.bounding_box(), await scroller.bounding_box()
        assert below is not None
        assert above is not None
        assert below["y"] + below["height"] <= above["y"]


async def test_the_placeholder_is_whole_on_the_narrowest_phone_and_the_page_has_its_landmarks(
    standin: StandIn, open_page: OpenPage
) -> None:
    async with open_page(f"{standin.url}#group", size=(320, 640)) as page:
        composer = page.get_by_test_id("composer")
        await expect(composer).to_have_attribute("placeholder", "@로 봇 부르기")
        room = await composer.evaluate(
            """e => { const c = document.createElement("canvas").getContext("2d"); const s = getComputedStyle(e);
            c.font = s.font; return e.clientWidth - parseFloat(s.paddingLeft) - parseFloat(s.paddingRight)
            - c.measureText(e.placeholder).width }"""
        )
        assert room >= 0
        await expect(page.get_by_role("main")).to_have_count(1)
        await expect(page.get_by_role("heading", level=1)).to_have_count(1)
        await expect(page.get_by_role("tabpanel")).to_have_count(1)
