import asyncio
import csv
import io
import json
import logging
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from bot import mounts as mounts_module
from bot.__main__ import cli
from bot.clock import SEOUL, Clock
from bot.lock import only_one
from bot.sandbox.telegram import ADMIN, STAFF
from bot.settings import BUNDLED_RELEASES, Settings
from bot.state.store import STATE, Store
from handlers.render import plain, say
from knowledge.storage import load
from tests.telegram.standin import StandIn

ROOT = Path(__file__).parents[3]
RELEASE = sorted(BUNDLED_RELEASES.glob("*.txt"))[-1]
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"


@pytest.fixture(autouse=True)
def own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def call(*words: str, typed: str | None = None, **settings: str) -> Result:
    return CliRunner().invoke(cli, words, input=typed, env=settings, catch_exceptions=False)


def batch(*lines: dict[str, object]) -> list[dict[str, Any]]:
    typed = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    result = call("ask", "--batch", "-", typed=typed)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_command_of_the_contract_is_there_and_described() -> None:
    contract = {"run", "sandbox", "build", "extract", "calendar", "ask", "evaluate", "check"}
    assert set(cli.commands) == contract | {"audit", "backup", "restore", "rollback", "person", "month"}
    assert all(command.help for command in cli.commands.values())


def test_a_batch_answers_every_line_in_order_in_the_promised_form() -> None:
    first, second = batch({"text": "정부혁신 시상식은 언제인가요?", "today": "2024-11-07"}, {"text": "안녕하세요"})
    assert set(first) == {"status", "intent", "text", "choices", "sources", "records", "elapsed_ms"}
    assert first["status"] == "answered"
    assert first["intent"] == "schedule"
    assert "2024" in first["text"]
    assert "<" not in first["text"]
    (source,) = first["sources"]
    assert set(source) == {"release", "date", "file"}
    assert source["date"] == "2024-11-14"
    assert all(set(record) == {"kind", "id"} for record in first["records"])
    assert first["records"][0]["kind"] == "event"
    assert first["elapsed_ms"] >= 0
    assert second["intent"] == "small_talk"


def test_turns_of_one_conversation_follow_on_and_others_do_not() -> None:
    question: dict[str, object] = {"text": "시상식 언제 했어요?", "conversation": "a"}
    about_it: dict[str, object] = {"text": "담당자는?"}
    _, follow_up, alone = batch(question, {**about_it, "conversation": "a"}, about_it)
    assert follow_up["status"] == "answered"
    assert follow_up["intent"] == "contact"
    assert follow_up["text"] != alone["text"]


def test_a_choice_that_is_sent_back_is_picked() -> None:
    (offered,) = batch({"text": "우수사례", "conversation": "a"})
    if not offered["choices"]:
        (offered,) = batch({"text": "담당자는?", "conversation": "a"})
        text = "담당자는?"
    else:
        text = "우수사례"
    label = offered["choices"][0]
    again, picked = batch({"text": text, "conversation": "a"}, {"text": label, "conversation": "a"})
    assert again["choices"] == offered["choices"]
    assert picked["text"] != again["text"]
    assert picked["status"] == "answered"


@pytest.mark.parametrize(
    ("line", "reason"),
    [("{", "JSON"), ('"글"', "text"), ('{"text": 1}', "text"), ('{"text": "a", "today": "내일"}', "today")],
)
def test_a_line_that_is_no_question_is_named_and_the_rest_is_answered(line: str, reason: str) -> None:
    result = call("ask", "--batch", "-", typed=f'{{"text": "안녕"}}\n{line}\n{{"text": "안녕"}}\n')
    assert result.exit_code == 0
    before, failed, after = map(json.loads, result.stdout.splitlines())
    assert (before["intent"], after["intent"]) == ("small_talk", "small_talk")
    assert (failed["status"], failed["intent"]) == ("unanswered", None)
    assert (failed["choices"], failed["sources"], failed["records"]) == ([], [], [])
    assert failed["text"]
    assert "2번째 줄" in failed["error"]
    assert reason in failed["error"]


def test_a_line_of_a_batch_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes('{"text": "안녕"}\n'.encode("cp949") + '{"text": "안녕"}\n'.encode())
    failed, after = map(json.loads, call("ask", "--batch", str(file)).stdout.splitlines())
    assert "UTF-8" in failed["error"]
    assert after["intent"] == "small_talk"


def test_one_question_is_answered_as_text_or_json() -> None:
    text = call("ask", "시상식 장소는?").stdout
    assert text.strip()
    assert json.loads(call("ask", "--json", "시상식 장소는?").stdout)["text"] in text


def test_without_a_question_every_line_typed_is_a_turn() -> None:
    result = call("ask", "--json", typed="시상식 언제 했어요?\n\n담당자는?\n")
    assert [json.loads(line)["intent"] for line in result.stdout.splitlines()] == ["schedule", "contact"]


def test_html_and_very_long_questions_are_answered_politely() -> None:
    for text in ("<b>시상식</b> & <script>언제</script>", "가" * 6000, "\x00\ufffd", "   "):
        (answer,) = batch({"text": text})
        assert answer["status"] in ("answered", "choices", "unanswered")
        assert answer["text"]
        assert len(answer["text"]) <= 1500


def test_why_is_answered_in_the_terminal_as_in_a_chat() -> None:
    said = call("ask", typed="왜\n시상식 언제예요?\n왜?\n").stdout
    before, _, after = said.partition("2024. 11. 14.")
    assert plain(say("nothing_to_explain")) in before
    assert f"{RELEASE.name} " in after


def test_a_question_and_a_batch_exclude_each_other() -> None:
    assert call("ask", "시상식", "--batch", "-", typed="").exit_code == 2


def test_build_publishes_and_tells_what_changed_and_what_is_doubtful_once(tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    (folder / "2027.csv").write_text(
        "contest,event,date,end_date,start,end,place,note\n가 경진대회,시상식,2027-03-01,,,,,\n틀린 줄\n", "utf-8"
    )
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    first = call("build", RELEASES_DIR=str(folder))
    assert first.exit_code == 0
    assert "추가: 일정 1건\n  가 경진대회 시상식 (날짜 2027-03-01)\n" in first.stdout
    assert "읽은 파일 1개, 읽지 못한 파일 1개\n읽지 못한 파일\n  picture.txt\n    그림 파일이라" in first.stdout
    assert "확인이 필요한 곳\n  2027.csv\n    3줄: " in first.stdout
    assert (tmp_path / "data" / "knowledge.sqlite").is_file()
    again = call("build", RELEASES_DIR=str(folder)).stdout
    assert "가 경진대회 시상식" not in again
    assert "  picture.txt\n    그림 파일이라" in again
    assert "2027.csv" not in again
    assert "주의 1건" in again


def test_an_empty_and_a_missing_folder_are_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder, reason in (("empty", "읽을 수 있는"), ("none", "폴더가 없어요")):
        for command in (["build"], ["ask", "시상식"], ["run"]):
            result = call(*command, RELEASES_DIR=str(tmp_path / folder), TELEGRAM_TOKEN=TOKEN)
            assert result.exit_code == 1
            assert reason in result.stderr
            assert "Traceback" not in result.output


def test_extract_shows_the_facts_beside_their_lines_and_stores_nothing(tmp_path: Path) -> None:
    result = call("extract", str(RELEASE))
    assert result.exit_code == 0
    assert "시상식" in result.stdout
    assert not (tmp_path / "data").exists()


def test_extract_as_json_keeps_the_contract() -> None:
    facts = json.loads(call("extract", str(RELEASE), "--json").stdout)
    lists = {"contacts", "events", "cases", "contests", "warnings"}
    assert set(facts) == {"title", "date", "ministry", *lists}
    assert all(facts[name] for name in ("contacts", "events", "cases", "contests"))


def test_extract_reads_schedules_too(tmp_path: Path) -> None:
    (tmp_path / "2027.csv").write_text(
        "contest,event,date,end_date,start,end,place,note\n가 경진대회,시상식,2027-03-01,,10:00,,홀,\n", "utf-8"
    )
    (event,) = json.loads(call("extract", "2027.csv", "--json").stdout)["events"]
    assert (event["date"], event["start"], event["place"]) == ("2027-03-01", "10:00", "홀")
    assert "2027-03-01 10:00" in call("extract", "2027.csv").stdout


def test_extract_of_what_is_no_text_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "a.csv").write_bytes(b"")
    for name in ("a.txt", "a.csv", "none.txt", "."):
        result = call("extract", name)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"{name}: ")
        assert "Traceback" not in result.output


def test_evaluate_prints_the_score_per_class_and_shows_failures(tmp_path: Path) -> None:
    lines = [
        {"id": "1", "class": "plain", "turns": [{"say": "시상식 언제예요?", "all": ["@date:2024-11-14"]}]},
        {"id": "2", "class": "plain", "turns": [{"say": "시상식 언제예요?", "all": ["없는 말"]}]},
        {"id": "3", "class": "follow", "turns": [{"say": "시상식 언제예요?"}, {"say": "담당자는?"}]},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    result = call("evaluate", str(path), "--today", "2026-11-21", "--show")
    assert result.exit_code == 0
    assert "follow         1/1   1.00\nplain          1/2   0.50\nscore 0.667 (2 of 3)\n" in result.stdout
    assert "lacks 없는 말" in result.stdout
    assert "→ answered" in result.stdout
    without_answers = call("evaluate", str(path), "--today", "2026-11-21").stdout
    assert "lacks 없는 말" in without_answers
    assert "→ answered" not in without_answers
    path.write_text("no json", "utf-8")
    assert call("evaluate", str(path)).exit_code == 2


def test_evaluate_ends_with_a_status_when_a_class_is_below_what_is_wanted(tmp_path: Path) -> None:
    line = {"id": "1", "class": "plain", "turns": [{"say": "시상식 언제예요?", "all": ["없는 말"]}]}
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(line, ensure_ascii=False), "utf-8")
    result = call("evaluate", str(path), "--at-least", "0.5")
    assert result.exit_code == 1
    assert "plain 0.00" in result.stderr
    assert call("evaluate", str(path), "--at-least", "0").exit_code == 0


def test_run_without_a_token_says_how_to_get_one() -> None:
    result = call("run")
    assert result.exit_code == 2
    assert "@BotFather" in result.stderr
    assert "sandbox" in result.stderr


@pytest.mark.parametrize("command", ["run", "sandbox", "build", "check"])
def test_wrong_settings_are_all_named_and_nothing_begins(command: str, tmp_path: Path) -> None:
    result = call(command, REMINDER_TIME="아침", LISTEN="x")
    assert result.exit_code in (1, 2)
    assert "REMINDER_TIME:" in result.stderr
    assert "LISTEN:" in result.stderr
    assert not (tmp_path / "data").exists()


def test_check_is_content_without_a_token() -> None:
    result = call("check")
    assert result.exit_code == 0
    assert result.stderr == ""


def test_check_says_each_fault_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "knowledge.sqlite").write_text("damaged")
    address = "http://127.0.0.1:9/bot"  # discard: nobody answers
    result = call("check", RELEASES_DIR="none", TELEGRAM_TOKEN=TOKEN, TELEGRAM_BASE_URL=address)
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["지식베이스", "지식베이스", "텔레그램"]
    assert TOKEN not in result.output


def test_a_base_of_the_first_edition_is_no_fault_and_is_built_anew_when_it_is_needed(tmp_path: Path) -> None:
    call("build")
    with closing(sqlite3.connect(tmp_path / "data" / "knowledge.sqlite")) as db, db:
        db.execute("UPDATE meta SET value = '4' WHERE key = 'schema_version'")
    assert call("check").exit_code == 0
    assert call("ask", "시상식 장소").exit_code == 0
    assert load(tmp_path / "data" / "knowledge.sqlite")[0].cases


def test_check_finds_a_data_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = call("check", DATA_DIR="file/data")
    assert result.exit_code == 1
    assert result.stderr.startswith("DATA_DIR: file/data")


@pytest.mark.parametrize("left", [b"", None], ids=["empty", "gone"])
def test_check_names_a_state_that_was_lost_and_not_one_that_never_was(tmp_path: Path, left: bytes | None) -> None:
    call("build")
    assert call("check").exit_code == 0
    with only_one(tmp_path / "data"):  # a bot runs
        pass
    if left is not None:
        (tmp_path / "data" / STATE).write_bytes(left)
    result = call("check")
    assert result.exit_code == 1
    assert STATE in result.stderr
    assert "award-bot restore" in result.stderr
    Store(tmp_path / "data" / STATE).close()
    assert call("check").exit_code == 0


def test_check_refuses_a_network_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("27 1 0:1 / / rw - nfs4 server:/ rw\n", encoding="utf-8")
    monkeypatch.setattr(mounts_module, "_MOUNTS", mounts)
    result = call("check")
    assert result.exit_code == 1
    assert "nfs4" in result.stderr


async def test_a_running_bot_is_backed_up_and_restored_only_once_it_has_stopped(ready: Path) -> None:
    data, file = str(ready / "data"), str(ready / "backup.sqlite")
    async with StandIn() as standin:
        settings = {
            "TELEGRAM_TOKEN": standin.token,
            "TELEGRAM_BASE_URL": standin.bot_base_url,
            "ADMIN_IDS": str(ADMIN),
            "STAFF_ACCESS": "invite",
        }
        process = start(ready, "run", **settings)
        await first_line(process)
        await standin.ask(ADMIN, "/invite 1001")
        result = call("backup", file, DATA_DIR=data)
        assert (result.exit_code, result.stderr) == (0, "")
        await standin.ask(ADMIN, "/revoke 1001")
        refused = call("restore", file, DATA_DIR=data)
        assert refused.exit_code == 1
        assert str(process.pid) in refused.stderr
        process.kill()
        await asyncio.to_thread(process.communicate)
        assert (ready / "data" / f"{STATE}-wal").exists()
        assert call("restore", file, DATA_DIR=data).exit_code == 0
        again = start(ready, "run", **settings)
        await first_line(again)
        answer = await standin.ask(STAFF, "시상식 언제 했어요?")
        assert "2024" in answer.text
        again.terminate()
        await asyncio.to_thread(again.communicate)


def test_what_the_command_line_does_stands_in_the_audit_and_is_read_there(tmp_path: Path) -> None:
    assert call("audit").stdout == ""
    store = Store(tmp_path / "data" / STATE)
    store.record(ADMIN, "admit", "1001", Clock().now())
    call("build")  # beside whoever uses the state
    assert call("backup", "copy.sqlite").exit_code == 0
    store.close()
    assert call("restore", "copy.sqlite").exit_code == 0
    lines = call("audit").stdout.splitlines()
    assert [line.split()[2:4] for line in lines] == [[str(ADMIN), "admit"], ["-", "build"], ["-", "restore"]]
    assert len(call("audit", "--last", "1").stdout.splitlines()) == 1
    (done,) = call("audit", "--actor", str(ADMIN), "--json").stdout.splitlines()
    assert json.loads(done)["detail"] == "1001"


def test_a_month_is_a_table_for_excel_or_read_in_the_terminal(tmp_path: Path) -> None:
    store = Store(tmp_path / "data" / STATE)
    at = datetime(2026, 11, 30, 23, 30, tzinfo=SEOUL)
    for status in ("answered", "answered", "unanswered"):
        store.asked.count_question(status, at)
    store.asked.count("when", at)
    store.asked.count_contest("정부혁신, 우수사례", at)
    store.asked.count_question("answered", at + timedelta(hours=1))  # in December
    written = call("month", "2026-11", "--csv").stdout_bytes.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written))) == [
        ["kind", "day", "name", "times"],
        ["question", "2026-11-30", "answered", "2"],
        ["question", "2026-11-30", "unanswered", "1"],
        ["topic", "", "when", "1"],
        ["contest", "", "정부혁신, 우수사례", "1"],
        ["reminders", "", "", "0"],
    ]
    call("build")
    assert "질문 3개" in call("month", "2026-11").stdout
    assert call("month", "11").exit_code == 2
    store.close()


def test_what_is_kept_of_a_person_is_shown_and_deleted_beside_a_running_bot(tmp_path: Path) -> None:
    assert call("person", "1001").exit_code == 1
    store = Store(tmp_path / "data" / STATE)
    store.admissions.admit(1001, ADMIN, Clock().now())
    assert json.loads(call("person", "1001").stdout).keys() == {"people"}
    assert call("person", "1001", "--forget").exit_code == 0
    assert store.held_of(1001) == {}
    assert [(one.action, one.detail.split()[0]) for one in store.audit.entries(1)] == [("forget", "1001")]
    assert call("person", "-1001").exit_code == 2
    store.close()


async def test_a_bot_whose_state_is_gone_says_so_to_the_admins_and_in_the_log(ready: Path) -> None:
    async with StandIn() as standin:
        settings = {
            "TELEGRAM_TOKEN": standin.token,
            "TELEGRAM_BASE_URL": standin.bot_base_url,
            "ADMIN_IDS": str(ADMIN),
        }
        for is_first in (True, False):
            before = len(standin.messages(ADMIN))
            process = start(ready, "run", **settings)
            await first_line(process)
            if not is_first:  # beside the start, which waits for no admin
                await standin.wait_for(lambda one: "award-bot restore" in one.text, chat=ADMIN)
            process.terminate()
            _, log = await asyncio.to_thread(process.communicate)
            told = [one.text for one in standin.messages(ADMIN)[before:] if "award-bot restore" in one.text]
            assert (STATE in log, len(told)) == ((False, 0) if is_first else (True, 1))
            for part in (ready / "data").glob(f"{STATE}*"):
                part.unlink()


@pytest.mark.parametrize("privacy", [True, False])
async def test_check_says_when_groups_cannot_reach_the_bot(privacy: bool) -> None:
    async with StandIn() as standin:
        standin.updates.privacy = privacy
        settings = {"TELEGRAM_TOKEN": standin.token, "TELEGRAM_BASE_URL": standin.bot_base_url}
        result = await asyncio.to_thread(call, "check", **settings)
    assert result.exit_code == 0
    assert ("/setprivacy" in result.stdout) is privacy


def environment(tmp_path: Path, **settings: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path / "data"), **settings}


@pytest.fixture
def ready(tmp_path: Path, published: Path) -> Path:
    """A folder to start the bot in; what it reads there was published before."""
    shutil.copytree(published, tmp_path / "data")
    return tmp_path


def start(tmp_path: Path, *words: str, **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        env=environment(tmp_path, **settings),
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


async def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return (await asyncio.to_thread(process.stdout.readline)).strip()


async def test_run_serves_telegram_until_it_is_stopped_and_only_once(ready: Path) -> None:
    async with StandIn() as standin:
        settings = {
            "TELEGRAM_TOKEN": standin.token,
            "TELEGRAM_BASE_URL": standin.bot_base_url,
            "ADMIN_IDS": str(ADMIN),
            "STAFF_ACCESS": "open",
        }
        process = start(ready, "run", **settings)
        assert f"@{standin.telegram.bot.username}" in await first_line(process)
        answer = await standin.ask(ADMIN, "시상식 언제 했어요?")
        assert "2024" in answer.text

        second = start(ready, "run", **settings)
        _, reason = await asyncio.to_thread(second.communicate)
        assert second.returncode == 1
        assert f"프로세스 {process.pid}" in reason
        assert "Traceback" not in reason

        process.send_signal(signal.SIGTERM)
        _, log = await asyncio.to_thread(process.communicate)
        assert process.returncode == 0
        assert standin.token not in log
        assert "시상식 언제" not in log


async def test_a_start_that_is_stopped_before_it_is_done_ends_in_order(ready: Path) -> None:
    async with StandIn() as standin:
        settings = {"TELEGRAM_TOKEN": standin.token, "TELEGRAM_BASE_URL": standin.bot_base_url}
        silence = standin.faults.add("getMe", delay=60)
        process = start(ready, "run", **settings)
        async with asyncio.timeout(30):
            while not silence.hits:  # noqa: ASYNC110 - a fault counts its hits and tells nobody
                await asyncio.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        said, log = await asyncio.to_thread(process.communicate)
    assert (process.returncode, said) == (0, "")
    assert "Traceback" not in log


async def test_a_token_that_telegram_refuses_is_one_clear_sentence(ready: Path) -> None:
    async with StandIn() as standin:
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_BASE_URL": standin.bot_base_url}
        process = start(ready, "run", **settings)
        _, reason = await asyncio.to_thread(process.communicate)
    assert process.returncode == 77
    assert "TELEGRAM_TOKEN" in reason.splitlines()[-1]
    assert TOKEN not in reason
    assert "Traceback" not in reason


def test_without_a_command_and_a_token_the_sandbox_opens(tmp_path: Path) -> None:
    process = start(tmp_path)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    page = httpx.get(address)
    jumps = httpx.get(f"{address}/api/clock").json()["jumps"]
    process.send_signal(signal.SIGINT)
    _, log = process.communicate()
    assert page.status_code == 200
    assert jumps
    assert process.returncode == 0
    assert "Traceback" not in log
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["sandbox"]


def test_every_help_screen_is_in_one_language_and_the_version_is_told() -> None:
    runner = CliRunner()
    for command in ((), *((name,) for name in cli.commands)):
        said = runner.invoke(cli, [*command, "--help"], prog_name="award-bot").output
        assert said.startswith("사용법: award-bot")
        assert not re.search(r"Usage|Options:|Commands:|Show (?:this|the)|Commands for", said), command
    version = runner.invoke(cli, ["--version"]).output
    assert re.fullmatch(r"award-bot \d+\.\d+\.\d+\n", version)


def test_a_shell_completes_commands() -> None:
    source = CliRunner().invoke(cli, [], prog_name="award-bot", env={"_AWARD_BOT_COMPLETE": "bash_source"}).output
    assert "_award_bot_completion" in source
