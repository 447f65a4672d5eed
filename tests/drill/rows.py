"""The faults of ../shared/reliability.md that show from outside, tried on any checkout as its command line serves it.

`python -m tests.drill.rows [CHECKOUT]`: this one, or another such as cf07fd5, where every row has to fail. Rows that
need another time or a disk of their own stand in tests (docs/reliability.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import click
import httpx
from rich.console import Console
from rich.table import Table

from bot.sandbox.records import Message, User
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from tests.drill.asking import CONTESTS, SCHEDULE
from tests.telegram.standin import StandIn

_FIRST_PERSON, _FOREIGN_GROUP, _INVITED = 5000, -1004000000000, 777777
_SECRET = "a-secret-of-the-drill"
_STOPS_WITHIN, _UP_WITHIN, _QUIET = 10.0, 40.0, 3.0  # seconds
_PAGE, _ROTTEN = 4096, b"\xa5" * 40  # bytes


class Stage:
    """A stand-in with people, and a checkout whose bot can be started, stopped and killed."""

    def __init__(self, root: Path, folder: Path, standin: StandIn, people: int) -> None:
        self.root, self.folder, self.standin, self.telegram = root, folder, standin, standin.telegram
        self.data = folder / "data"
        self.bot: asyncio.subprocess.Process | None = None
        self.people = [_FIRST_PERSON + number for number in range(people)]
        for person in (*self.people, _INVITED):
            self.telegram.add_user(User(person, f"직원 {person}"))
            self.telegram.started.add(person)

    async def run(self, *command: str, **settings: str) -> asyncio.subprocess.Process:
        """Starts a command of the checkout."""
        env = {
            "TELEGRAM_TOKEN": self.standin.token,
            "TELEGRAM_BASE_URL": self.standin.bot_base_url,
            "DATA_DIR": str(self.data),
            "RELEASES_DIR": str(self.folder / "releases"),
            "ADMIN_IDS": str(ADMIN),
            "STAFF_ACCESS": "open",
            "LOG_LEVEL": "CRITICAL",
            "LISTEN": f"127.0.0.1:{_free_port()}",
            **settings,
        }
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *command), cwd=self.root, env={**os.environ, **env}, stdout=pipe, stderr=pipe
        )

    async def start(self, *, wait: bool = True, **settings: str) -> asyncio.subprocess.Process:
        """Starts the bot, and waits until it asks for updates."""
        self.standin.calls.clear()
        self.bot = await self.run("run", **settings)
        if wait:
            await self.standin.until(lambda: self.standin.called("getUpdates") or None, _UP_WITHIN)
        return self.bot

    async def end(self, how: signal.Signals = signal.SIGTERM) -> float:
        """Ends the bot and returns how many seconds that took."""
        began = asyncio.get_running_loop().time()
        if self.bot and self.bot.returncode is None:
            self.bot.send_signal(how)
            await self.bot.communicate()
        return asyncio.get_running_loop().time() - began

    def ask(self, person: int, number: int = 0) -> Message:
        """A question of which one contest is the answer."""
        return self.telegram.say(person, f"4월 1{number % len(CONTESTS)}일 일정", person)

    def told(self, chat: int, words: str = "") -> list[str]:
        """What the bot said in a chat, with these words in it."""
        said = [one.text for one in self.standin.messages(chat) if one.sender.id == self.telegram.bot.id]
        return [text for text in said if words in text]

    async def all_answered(self, within: float) -> bool:
        """Whether each of the people was told of a contest by then."""
        with contextlib.suppress(TimeoutError):
            await self.standin.until(
                lambda: (
                    all(any(one in text for one in CONTESTS for text in self.told(who)) for who in self.people) or None
                ),
                within,
            )
            return True
        return False


@asynccontextmanager
async def _stage(root: Path, people: int = 20) -> AsyncIterator[Stage]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "releases").mkdir()
        (folder / "releases" / "일정.csv").write_text(SCHEDULE, "utf-8")
        async with StandIn() as standin:
            made = Stage(root, folder, standin, people)
            try:
                yield made
            finally:
                await made.end(signal.SIGKILL)


async def _failing_sends(root: Path) -> bool:
    async with _stage(root) as stage:
        await stage.start()
        stage.standin.faults.add("sendMessage", 502, times=None)
        for person in stage.people:
            stage.ask(person)
        await asyncio.sleep(8)
        stage.standin.faults.clear()
        return await stage.all_answered(30)


async def _stopping(root: Path) -> bool:
    async with _stage(root) as stage:
        await stage.start()
        for number in range(20):
            stage.ask(stage.people[0], number)
        await stage.standin.wait_for(chat=stage.people[0])
        return await stage.end() <= _STOPS_WITHIN


async def _killed(root: Path) -> bool:
    async with _stage(root, people=100) as stage:
        for person in stage.people:
            stage.ask(person)
        await stage.start()
        await stage.standin.wait_for(lambda message: message.chat.id in stage.people)
        await stage.end(signal.SIGKILL)
        await stage.start()
        return await stage.all_answered(60)


async def _posted_twice(root: Path) -> bool:
    async with _stage(root) as stage:
        post = await _webhook(stage)
        message = stage.ask(stage.people[0]).api()
        for _ in range(2):
            await post({"update_id": 1, "message": message})
        await stage.standin.wait_for(chat=stage.people[0])
        await asyncio.sleep(_QUIET)
        return len(stage.told(stage.people[0])) == 1


async def _deep_json(root: Path) -> bool:
    async with _stage(root) as stage:
        post = await _webhook(stage)
        return (await post("[" * 100_000 + "]" * 100_000)).status_code == 400


async def _foreign_group(root: Path) -> bool:
    async with _stage(root) as stage:
        bot = stage.telegram.bot
        await stage.start()
        stage.telegram.add_group(_FOREIGN_GROUP, "남의 방", {stage.people[0]: "creator", bot.id: "member"})
        stage.telegram.say(stage.people[0], f"@{bot.username} 4월 10일 일정", _FOREIGN_GROUP)
        stage.ask(stage.people[1])
        await stage.standin.wait_for(chat=stage.people[1])
        await asyncio.sleep(_QUIET)
        return not stage.told(_FOREIGN_GROUP, CONTESTS[0]) and bool(stage.told(ADMIN, "남의 방"))


async def _forwarded(root: Path) -> bool:
    async with _stage(root) as stage:
        await stage.start(STAFF_ACCESS="invite")
        written = stage.telegram.say(ADMIN, f"/invite {_INVITED}", ADMIN)
        await stage.end()
        async with _stage(root) as other:  # where the command itself was never said
            await other.start(STAFF_ACCESS="invite")
            other.telegram.forward(ADMIN, _as_in(other, written), ADMIN)
            await other.standin.wait_for(chat=ADMIN)
            other.ask(_INVITED)
            await other.standin.wait_for(chat=_INVITED)
            return not other.told(_INVITED, CONTESTS[0])


async def _kicked(root: Path) -> bool:
    async with _stage(root) as stage:
        await stage.start(STAFF_ACCESS="group", STAFF_GROUP_IDS=str(GROUP))
        stage.ask(STAFF)
        await stage.standin.wait_for(chat=STAFF)
        stage.telegram.place_bot(stage.telegram.chats[GROUP], "kicked", GROUP_ADMIN)
        with contextlib.suppress(TimeoutError):
            await stage.standin.wait_for(chat=ADMIN, timeout=_QUIET)
        return bool(stage.told(ADMIN))


async def _lost_state(root: Path) -> bool:
    async with _stage(root) as stage:
        await stage.start()
        await stage.end()
        for file in stage.data.glob("state.sqlite*"):
            file.unlink()
        await stage.start()
        with contextlib.suppress(TimeoutError):
            await stage.standin.wait_for(chat=ADMIN, timeout=_QUIET)
        return bool(stage.told(ADMIN))


async def _backed_up(root: Path) -> bool:
    async with _stage(root) as stage:
        await stage.start()
        taken = await stage.run("backup", str(stage.folder / "backup.sqlite"))
        await taken.communicate()
        return taken.returncode == 0 and b"CREATE TABLE" in (stage.folder / "backup.sqlite").read_bytes()


async def _audit_read(root: Path) -> bool:
    async with _stage(root) as stage:
        await stage.start()
        read = await stage.run("audit")
        await read.communicate()
        return read.returncode == 0


async def _started_without_telegram(root: Path) -> bool:
    async with _stage(root) as stage:
        stage.standin.faults.add(code=502, times=None)
        bot = await stage.start(wait=False)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(30):
                await bot.communicate()
        stage.standin.faults.clear()
        if bot.returncode is not None:
            return False
        for person in stage.people:
            stage.ask(person)
        return await stage.all_answered(_UP_WITHIN)


async def _rotten(root: Path) -> bool:
    async with _stage(root) as stage:
        await stage.start()
        stage.ask(stage.people[0])
        await stage.standin.wait_for(chat=stage.people[0])
        await stage.end()
        state = stage.data / "state.sqlite"
        with state.open("r+b") as file:  # in the words of the first tables
            file.seek(_PAGE - len(_ROTTEN))
            file.write(_ROTTEN)
        stage.bot = await stage.run("run")
        async with asyncio.timeout(_UP_WITHIN):  # it must not start
            said = await stage.bot.communicate()
        return "손상" in b"".join(said).decode() and b"restore" in b"".join(said)


ROWS: Sequence[tuple[int, str, Callable[[Path], Coroutine[Any, Any, bool]]]] = (
    (3, "20 asked during 8 s of 502 on sendMessage: all are answered", _failing_sends),
    (4, "SIGTERM with 20 questions of one person waiting: ended within 10 s", _stopping),
    (5, "100 queued, SIGKILL after the first answer: the next start answers all", _killed),
    (5, "the same webhook update twice: answered once", _posted_twice),
    (6, "a question in a group that nobody took in: not answered, admins are asked", _foreign_group),
    (8, "a forwarded /invite: lets nobody in", _forwarded),
    (9, "kicked from the staff group: admins are told", _kicked),
    (11, "the state is missing beside a knowledge base: admins are told", _lost_state),
    (12, "a backup by command while it runs", _backed_up),
    (13, "started during 30 s of 502: waits, then answers", _started_without_telegram),
    (14, "the audit is read by command", _audit_read),
    (17, "a rotten page in the state: called damaged, with what to do", _rotten),
    (18, "deep JSON with the right secret: 400", _deep_json),
)


async def _webhook(stage: Stage) -> Callable[[object], Awaitable[httpx.Response]]:
    """Starts the bot with a webhook; what is returned posts to it."""
    port = _free_port()
    await stage.start(
        wait=False, WEBHOOK_URL="https://localhost/hook", WEBHOOK_SECRET=_SECRET, LISTEN=f"127.0.0.1:{port}"
    )
    await stage.standin.until(lambda: stage.standin.called("setWebhook") or None, _UP_WITHIN)
    await asyncio.sleep(1)
    stage.standin.updates.delete_webhook()  # or the stand-in would post, too
    headers = {"X-Telegram-Bot-Api-Secret-Token": _SECRET, "Content-Type": "application/json"}

    async def post(body: object) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            url = f"http://127.0.0.1:{port}/hook"
            if isinstance(body, str):
                return await client.post(url, content=body, headers=headers)
            return await client.post(url, json=body, headers=headers)

    return post


def _as_in(stage: Stage, written: Message) -> Message:
    return Message(stage.telegram.chats[ADMIN], written.message_id, written.date, written.sender, written.text)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@click.command()
@click.argument("checkout", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--row", type=int, help="Only this one.")
def main(checkout: Path, row: int | None) -> None:
    """Prints which rows hold; exit status 1 where one does not."""
    table, every = Table("row", "what is done and right", "holds"), True
    for number, what, tried in ROWS:
        if row in (None, number):
            try:
                holds = asyncio.run(tried(checkout.resolve()))
                table.add_row(str(number), what, "yes" if holds else "NO")
            except (TimeoutError, OSError, httpx.HTTPError) as error:
                holds = False
                table.add_row(str(number), what, f"NO ({type(error).__name__})")
            every &= holds
    Console().print(table)
    sys.exit(0 if every else 1)


if __name__ == "__main__":
    main()
