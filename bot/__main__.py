"""The start script and the command line; the only module that imports handlers."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import platform
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot.clock import Clock
from bot.commands.ask import Conversations, Reply, run_batch
from bot.commands.audit import note
from bot.commands.help import Group
from bot.commands.listing import changes_lines, facts_lines, reading_lines, warnings_lines
from bot.environment import doubts, load_settings
from bot.library import Library
from bot.lock import AlreadyRunningError
from bot.logs import configure_logging, redact
from bot.publishing.plan import BrokenQuestions
from bot.publishing.planner import Report, log_report
from bot.publishing.saved_questions import SavedQuestion, holds
from bot.publishing.trial import RefusedBase
from bot.settings import Settings, SettingsError, StaffAccess
from bot.state.faults import StoreError
from bot.state.store import STATE, Store
from knowledge.base import KnowledgeBase
from knowledge.documents import UnreadableDocument
from knowledge.folder.process_pool import read_release
from knowledge.folder.reading import FolderError
from knowledge.storage import DamagedBase

_WITHOUT_TELEGRAM = (
    "TELEGRAM_TOKEN이 없어요.\n"
    "  텔레그램에서 @BotFather에게 /newbot을 보내 토큰을 받고 .env에 TELEGRAM_TOKEN=… 으로 적어 주세요.\n"
    "  토큰 없이 먼저 해 보려면: python -m bot sandbox"
)
_PRIVACY_ON = (
    "텔레그램: 단체방에서 @이름으로 불러도 봇이 듣지 못해요. "
    "@BotFather에서 /setprivacy를 Disable로 바꾼 뒤 봇을 방에서 뺐다가 다시 넣어 주세요."
)


class Fault(click.ClickException):
    """What stands in the way, in Korean."""

    def show(self, file: Any = None) -> None:
        """Print it to standard error, without anything secret."""
        click.echo(redact(self.message), file=file or sys.stderr)


class Misuse(Fault):
    """A wrong setting or a wrong file to work on: exit status 2, as for a wrong option."""

    exit_code = 2


class Refused(Fault):
    """Telegram refuses the token. A status of its own (EX_NOPERM), for which starting again is of no use."""

    exit_code = 77


class _Commands(Group):
    """Commands whose failures are sentences, never tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            logging.getLogger(__name__).debug("the failure in full", exc_info=True)
            raise _fault(error) from None


def main() -> None:
    """The console script `award-bot`."""
    cli(prog_name="award-bot")


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="award-desk-bot", message="award-bot %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """시상식·우수사례·담당자를 알려 주는 봇. 명령 없이 부르면 run, 토큰이 없으면 sandbox를 실행해요."""
    if context.invoked_subcommand is None:
        context.invoke(sandbox if _settings().telegram_token is None else run)


@cli.command()
def run() -> None:
    """텔레그램에서 봇을 실행해요. (WEBHOOK_URL이 있으면 웹훅, 없으면 롱 폴링)"""
    settings = _settings()
    if settings.telegram_token is None:
        raise Misuse(_WITHOUT_TELEGRAM)
    from bot.serving import serve
    from handlers import register
    from handlers.smoke import smoke_pass

    def ready(application: Any) -> None:
        click.echo(f"@{application.bot.username} 봇이 실행 중이에요. 멈추려면 Ctrl-C를 누르세요.")

    asyncio.run(serve(settings, register, smoke_pass, ready, own_process=True))


@cli.command()
@click.option("--port", type=click.IntRange(0, 65535), help="페이지의 포트. 0이면 빈 포트를 골라요.")
@click.option("--no-browser", is_flag=True, help="브라우저를 열지 않아요.")
@click.option("--invite", is_flag=True, help="초대받은 사람만 쓰는 봇으로 해 봐요.")
def sandbox(port: int | None = None, no_browser: bool = False, invite: bool = False) -> None:
    """토큰 없이 브라우저에서 봇을 써 봐요."""
    settings = _settings()
    from bot.serving import serve_sandbox
    from handlers import register
    from handlers.smoke import smoke_pass

    def ready(url: str) -> None:
        click.echo(url)
        click.echo("브라우저에서 위 주소를 열면 봇과 이야기할 수 있어요. 멈추려면 Ctrl-C를 누르세요.")
        if not no_browser and _has_browser():
            webbrowser.open(url)

    access = StaffAccess.INVITE if invite else StaffAccess.GROUP
    asyncio.run(serve_sandbox(settings, register, smoke_pass, ready, port, access))


_FORCE = click.option("--force", is_flag=True, help="저장한 시험 문제의 답이 달라져도 펴내요.")


@cli.command()
@_FORCE
def build(force: bool) -> None:
    """RELEASES_DIR을 읽어 지식베이스를 펴내고 달라진 것과 주의할 것을 보여 줘요."""
    settings = _settings()
    with _progress() as report:
        library = _library(settings, report)
        changes = library.publish_folder(questions=_saved_questions(settings), force=force)
    note(settings, "build", f"{library.version.number}판", Clock().now())
    for line in changes_lines(changes):
        click.echo(line)
    facts = library.current.facts
    for line in reading_lines(facts, changes.told):
        click.echo(line)
    click.echo(
        f"펴냈어요: {library.path} (보도자료 {len(facts.releases)}, 대회 {len(facts.contests)}, "
        f"일정 {len(facts.events)}, 사례 {len(facts.cases)}, 담당자 {len(facts.contacts)}, "
        f"주의 {len(facts.warnings)})"
    )


@cli.command()
@click.argument("version", type=click.IntRange(1), required=False)
@_FORCE
def rollback(version: int | None, force: bool) -> None:
    """앞의 판(또는 VERSION 판)으로 되돌리고 달라진 것을 보여 줘요. 두 번 하면 처음으로 돌아와요."""
    settings = _settings()
    library = _library(settings)
    changes = library.roll_back(version, _saved_questions(settings), force=force)
    for line in changes_lines(changes):
        click.echo(line)
    made = library.version
    note(settings, "rollback", f"{made.back_to}판 → {made.number}판", Clock().now())
    click.echo(f"되돌렸어요: {made.back_to}판의 내용이 {made.number}판이 되었어요.")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON으로 보여 줘요.")
def extract(file: Path, as_json: bool) -> None:
    """보도자료나 일정 파일 하나에서 읽은 내용을 보여 줘요. 아무것도 저장하지 않아요."""
    from knowledge.extract.contract import to_json_dict

    try:
        facts = read_release(file, file.name)
    except UnreadableDocument as error:
        raise Fault(f"{file}: {error.message_ko}") from None
    if as_json:
        click.echo(json.dumps(to_json_dict(facts), ensure_ascii=False, indent=1))
        return
    for line in facts_lines(facts):
        click.echo(line)


@cli.command()
def calendar() -> None:
    """알리는 날 모두를 달력 파일(.ics)로 표준 출력에 써요: calendar > file.ics. 실행 중인 봇은 그대로예요."""
    from bot.reminders.ics import calendar_of

    settings, now = _settings(), Clock().now()
    library = _library(settings)
    library.open_stored()
    facts = library.current.facts
    store = Store(settings.data_dir / STATE, copy=True)
    try:
        # As the bot does when it starts, so that the sequences are the bot's.
        store.reconcile(facts, library.built_at, now, library.read_by, settings.ministry)
        entries = store.agenda().entries
    finally:
        store.close()
    click.echo(calendar_of(sorted(entries, key=lambda one: one.day), KnowledgeBase(facts), now), nl=False)
    click.echo(f"날 {len(entries)}개를 썼어요.", err=True)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """봇이 기억하는 것을 파일 하나에 담아요. 봇이 실행 중이어도 돼요."""
    from bot.commands.backup import backup as lines

    for line in lines(_settings(), file, Clock().now()):
        click.echo(line)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """백업한 것을 되돌려요. 봇을 먼저 멈춰야 해요. 전에 있던 것은 DATA_DIR/backups에 남아요."""
    from bot.commands.backup import restore as lines

    for line in lines(_settings(), file, Clock().now()):
        click.echo(line)


@cli.command()
@click.option("--last", type=click.IntRange(1), default=50, show_default=True, help="몇 개를 보여 줄지.")
@click.option("--actor", type=int, help="이 번호의 사람이 한 일만. 명령줄에서 한 일은 0.")
@click.option("--json", "as_json", is_flag=True, help="한 줄에 하나씩 JSON으로 보여 줘요.")
def audit(last: int, actor: int | None, as_json: bool) -> None:
    """누가 무엇을 했는지 옛것부터 보여 줘요. 봇이 실행 중이어도 돼요."""
    from bot.commands.audit import audit_lines

    for line in audit_lines(_settings(), last, actor, as_json):
        click.echo(line)


@cli.command()
@click.argument("month", type=click.DateTime(["%Y-%m"]), required=False)
@click.option("--csv", "as_csv", is_flag=True, help="표(CSV)로 써요: month --csv > file.csv. 엑셀에서 열 수 있어요.")
def month(month: Any, as_csv: bool) -> None:
    """한 달(YYYY-MM, 기본: 이번 달) 동안 무엇을 몇 번 물었는지 보여 줘요. 봇이 실행 중이어도 돼요."""
    from bot.commands.month import as_csv as table
    from bot.commands.month import month_of_state

    settings = _settings()
    asked = month_of_state(settings, f"{month or Clock().today():%Y-%m}")
    if as_csv:
        click.echo(table(asked).encode("utf-8-sig"), nl=False)  # with the mark that Excel asks for
        return
    from handlers.month import said
    from handlers.pager import contests_known
    from handlers.render import plain

    library = _library(settings)
    library.open_stored()
    click.echo(plain(said(asked, contests_known(library.current.facts))))


@cli.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--forget", is_flag=True, help="보여 주는 대신 지워요.")
def person(number: int, forget: bool) -> None:
    """그 번호의 사람에 대해 저장된 것을 JSON으로 보여 주거나 지워요. 봇이 실행 중이어도 돼요."""
    from bot.commands.person import person_lines

    for line in person_lines(_settings(), number, forget, Clock().now()):
        click.echo(line)


@cli.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON으로 답해요.")
@click.option("--batch", type=click.File("rb"), help="한 줄에 질문 하나씩 적힌 JSON 파일(-는 표준 입력).")
def ask(question: str | None, as_json: bool, batch: Any) -> None:
    """터미널에서 묻고 답해요. 질문 없이 부르면 대화를 시작해요."""
    if question is not None and batch is not None:
        raise click.UsageError("QUESTION과 --batch는 함께 쓸 수 없어요.")
    from handlers.render import plain
    from handlers.why import asks_why, explanation

    conversations, clock = _conversations(_settings()), Clock()

    def show(reply: Reply) -> None:
        if as_json:
            click.echo(json.dumps(reply.to_json(), ensure_ascii=False))
        else:
            click.echo("\n".join([reply.text, *(f"  · {c.label}" for c in reply.answer.choices)]))

    if batch is not None:
        for line in run_batch(batch, conversations, clock.today()):
            click.echo(line)
    elif question is not None:
        show(conversations.ask(question, clock.today()))
    else:
        for text in _typed():
            if asks_why(text):
                click.echo(plain(explanation(conversations.last("terminal"), conversations.base)))
            else:
                show(conversations.ask(text, clock.today(), "terminal"))


@cli.command()
@click.argument("file", type=click.File(encoding="utf-8"), required=False)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="이 날에 물은 것으로 해요. (기본: 오늘)")
@click.option("--show", is_flag=True, help="틀린 답도 보여 줘요.")
@click.option(
    "--at-least", type=click.FloatRange(0, 1), default=0, help="점수가 이보다 낮은 갈래가 있으면 종료 상태 1."
)
def evaluate(file: Any, today: Any, show: bool, at_least: float) -> None:
    """질문 파일과 저장한 시험 문제로 답을 매겨, 틀린 것과 갈래별 점수를 보여 줘요."""
    from bot.commands.evaluate import EvaluationError, Said, below, failure_lines, judge, read_dialogs, score_lines

    settings = _settings()
    try:
        dialogs = read_dialogs(file) if file else []
    except (EvaluationError, UnicodeDecodeError) as error:
        reason = error if isinstance(error, EvaluationError) else "UTF-8 글자가 아니에요."
        raise Misuse(f"{file.name}: {reason}") from None
    conversations, day = _conversations(settings), today.date() if today else Clock().today()

    def said(text: str, conversation: str) -> Said:
        reply = conversations.ask(text, day, conversation)
        return Said(reply.answer.status.value, reply.text, tuple(c.label for c in reply.answer.choices))

    verdicts = judge(dialogs, said)
    for line in (*failure_lines(verdicts, with_answers=show), *(score_lines(verdicts) if verdicts else ())):
        click.echo(line)
    questions = _saved_questions(settings)
    wrong = [one for one in questions if not holds(one, conversations.base)]
    for one in wrong:
        click.echo(f"저장한 시험 문제의 답이 달라졌어요: {one.text}")
    if questions:
        click.echo(f"저장한 시험 문제 {len(questions) - len(wrong)}/{len(questions)}")
    elif not dialogs:
        raise Misuse("질문 파일을 적어 주세요. 저장한 시험 문제도 아직 없어요.")
    if low := below(verdicts, at_least):
        listed = ", ".join(f"{kind} {held:.2f}" for kind, held in low.items())
        raise Fault(f"{at_least:.2f}보다 낮은 갈래: {listed}")
    if wrong:
        raise Fault(f"답이 달라진 시험 문제: {len(wrong)}개")


@cli.command()
def check() -> None:
    """설정, 지식베이스, (토큰이 있으면) 텔레그램 연결을 살펴요. 문제마다 한 줄, 문제가 있으면 종료 상태 1."""
    from bot.commands.check import check_knowledge, check_state, check_telegram
    from knowledge.search import embedding

    try:
        settings = load_settings()
    except SettingsError as error:
        raise Fault("\n".join(f"설정: {fault}" for fault in error.faults)) from None
    configure_logging("ERROR", settings.secrets)
    faults: list[str] = []
    doubted = doubts(settings)
    for line in (f"주의: {doubt}" for doubt in doubted):
        click.echo(line)
    click.echo("설정: 주의할 것이 있어요" if doubted else "설정: 이상 없음")
    state, found = check_state(settings)
    faults += found
    if state:
        click.echo(state)
    facts, found = check_knowledge(settings)
    faults += found
    if facts is not None:
        for line in reading_lines(facts):
            click.echo(line)
        click.echo(f"지식베이스: 보도자료 {len(facts.releases)}건, 주의 {len(facts.warnings)}건")
    click.echo(embedding.fault() or "뜻으로 찾기: 켜져 있어요.")
    if settings.telegram_token is None:
        click.echo("텔레그램: TELEGRAM_TOKEN이 없어 살피지 않았어요. 토큰 없이는 sandbox를 쓸 수 있어요.")
    else:
        bot, found = asyncio.run(check_telegram(settings))
        faults += found
        if bot:
            click.echo(f"텔레그램: @{bot.username}")
            if not bot.can_read_all_group_messages:
                click.echo(_PRIVACY_ON)
    if faults:
        raise Fault("\n".join(faults))


def _settings() -> Settings:
    settings = load_settings()
    configure_logging(settings.log_level, settings.secrets, settings.log_format)
    for doubt in doubts(settings):
        logging.getLogger(__name__).warning("%s", doubt)
    return settings


def _library(settings: Settings, report: Report = log_report) -> Library:
    from handlers.smoke import smoke_pass

    return Library(settings.releases_dir, settings.data_dir, Clock(), report, smoke_pass)


def _saved_questions(settings: Settings) -> tuple[SavedQuestion, ...]:
    """What new versions must still answer; the state is only read, also beside a running bot."""
    store = Store(settings.data_dir / STATE, copy=True)
    try:
        return store.work.saved_questions()
    finally:
        store.close()


@contextmanager
def _progress() -> Iterator[Report]:
    """A bar on standard error for each long piece of work, where that is a terminal; else lines of the log."""
    if not sys.stderr.isatty():
        yield log_report
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what)
            bars.update(tasks[what], completed=done, total=total)

        yield report


def _conversations(settings: Settings) -> Conversations:
    from handlers.render import plain, render

    library = _library(settings)
    library.open_or_build(_saved_questions(settings))
    return Conversations(library.current, lambda answer, day: plain(render(answer, today=day)))


def _fault(error: Exception) -> Fault:
    """What to tell whoever gave the command."""
    from telegram.error import InvalidToken, TelegramError

    match error:
        case SettingsError():
            return Misuse("\n".join(error.faults))
        case FolderError():
            return Fault("\n".join([error.message_ko, *warnings_lines(error.details)]))
        case BrokenQuestions():
            return Fault(f"{error}\n그래도 펴내려면 --force를 붙여 주세요.")
        case DamagedBase() | RefusedBase() | AlreadyRunningError() | StoreError():
            return Fault(str(error))
        case InvalidToken():
            return Refused("텔레그램이 TELEGRAM_TOKEN을 받아 주지 않아요. @BotFather에서 다시 확인해 주세요.")
        case TelegramError():
            return Fault(f"텔레그램에 연결할 수 없어요({error}). 네트워크와 TELEGRAM_BASE_URL을 확인해 주세요.")
        case OSError():
            return Fault(f"할 수 없었어요({error}). 포트, DATA_DIR, 파일의 권한을 확인해 주세요.")
    text = f"예상하지 못한 오류예요({type(error).__name__}: {error})."
    return Fault(f"{text} LOG_LEVEL=DEBUG로 다시 실행하면 자세히 볼 수 있어요.")


def _typed() -> Iterator[str]:
    """What is typed, line by line, until the end of input; with a prompt on a terminal."""
    prompt = "> " if sys.stdin.isatty() else ""
    while True:
        try:
            text = input(prompt)
        except EOFError:
            return
        if text.strip():
            yield text


def _has_browser() -> bool:
    """Without a display a text browser would take over the terminal."""
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return platform.system() != "Linux" or has_screen


if __name__ == "__main__":
    main()
