"""The shape of the house: who may import whom, and what may stand where."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from telegram.ext import MessageHandler

from bot.__main__ import cli
from bot.app import build_application
from bot.clock import Clock
from bot.context import Desk
from bot.library import Library
from bot.settings import Settings
from bot.state.store import Store
from handlers import COMMANDS, register
from handlers.commands import Command
from handlers.registration import CALLBACKS
from handlers.render.wording import TEXTS
from knowledge.folder.schedules.table_file import HEADER

ROOT = Path(__file__).parent.parent
MODULES = sorted(p for room in ("knowledge", "bot", "handlers") for p in (ROOT / room).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(*names: str) -> list[Path]:
    return [path for path in MODULES if name_of(path).startswith(names)]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_of(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in the file, as an absolute name."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            # `from knowledge import dates` imports a room, not a name of the house.
            yield from (f"{module}.{a.name}" for a in node.names) if "." not in module else (module,)


def strings_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every piece of text in a file that is not a docstring, with its line."""
    tree = tree_of(path)
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.lineno, node.value


def top(module: str) -> str:
    return module.partition(".")[0]


def test_knowledge_knows_no_bot_no_telegram_and_no_asyncio() -> None:
    forbidden = {"bot", "handlers", "telegram", "asyncio", "starlette", "uvicorn", "pydantic_settings"}
    found = [(name_of(p), m) for p in room("knowledge/") for m in imports_of(p) if top(m) in forbidden]
    assert found == []


# model, hangul, dates ← words, documents, dialogue, said_days ← extract, search, storage ← folder ← base
# ← questions | answers
LEVELS = (
    {"model", "hangul", "dates"},
    {"words", "documents", "dialogue", "said_days"},
    {"extract", "search", "storage"},
    {"folder"},
    {"base"},
    {"questions", "answers"},
)


def test_knowledge_imports_only_from_rooms_below() -> None:
    level = {name: number for number, names in enumerate(LEVELS) for name in names}
    found = []
    for path in room("knowledge/"):
        own = path.relative_to(ROOT / "knowledge").with_suffix("").parts[0]
        for module in imports_of(path):
            other = module.split(".")[1] if module.startswith("knowledge.") else own
            if other != own and level[other] >= level[own]:
                found.append((name_of(path), module))
    assert found == []


def test_only_one_module_knows_the_reader_of_said_days() -> None:
    knowing = {name_of(p) for p in MODULES for m in imports_of(p) if top(m) == "korean_datetime"}
    assert knowing == {"knowledge/said_days.py"}


def test_only_the_start_script_of_the_bot_imports_handlers() -> None:
    found = [name_of(p) for p in room("bot/") for m in imports_of(p) if top(m) == "handlers"]
    assert set(found) <= {"bot/__main__.py"}


def test_whatever_the_bot_publishes_has_been_tried() -> None:
    made = [
        (name_of(path), len(node.args) == 5 or any(key.arg == "trial" for key in node.keywords))
        for path in room("bot/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Library"
    ]
    assert made == [("bot/__main__.py", True), ("bot/serving.py", True)]


def test_settings_know_nothing_else_of_the_bot() -> None:
    assert [m for m in imports_of(ROOT / "bot" / "settings.py") if top(m) in ("bot", "handlers")] == []


def test_who_is_an_admin_is_asked_of_the_desk() -> None:
    """Admins are added in the chat too: whoever reads only ADMIN_IDS, and not `desk.admin_ids`, forgets them."""
    settings = {"bot/context.py", "bot/settings.py", "bot/serving.py", "handlers/admins.py"}
    found = {
        name_of(path)
        for path in room("bot/", "handlers/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node).endswith("settings.admin_ids")
    }
    assert found - settings == set(), "ask desk.admin_ids"


def test_what_is_rendered_knows_neither_the_bot_nor_telegram() -> None:
    forbidden = {"bot", "telegram", "asyncio"}
    found = [(name_of(p), m) for p in room("handlers/render/") for m in imports_of(p) if top(m) in forbidden]
    assert found == []


def test_knowledge_reads_neither_the_clock_nor_the_environment() -> None:
    forbidden = re.compile(
        r"\b(datetime\.(now|today|utcnow)|date\.today|time\.(time|localtime|gmtime|strftime)|os\.(environ|getenv))\b"
    )
    found = []
    for path in room("knowledge/"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute) and (hit := forbidden.search(ast.unparse(node))):
                found.append((name_of(path), node.lineno, hit[0]))
            if isinstance(node, ast.ImportFrom) and node.module == "os":
                found += [(name_of(path), node.lineno, a.name) for a in node.names if a.name in ("environ", "getenv")]
    assert found == []


def test_sql_stands_only_where_tables_are_kept() -> None:
    state = {
        "bot/state/admin_work.py",
        "bot/state/admissions.py",
        "bot/state/agenda_table.py",
        "bot/state/asked.py",
        "bot/state/audit.py",
        "bot/state/backup.py",
        "bot/state/deliveries.py",
        "bot/state/disk.py",
        "bot/state/inbox.py",
        "bot/state/keeping.py",
        "bot/state/migrations.py",
        "bot/state/pins.py",
        "bot/state/store.py",
    }
    allowed = state | {"knowledge/folder/cache.py", "knowledge/storage.py"}
    sql = re.compile(
        r"\b(SELECT\b.+\bFROM|INSERT\b.+\bINTO|UPDATE\b.+\bSET|DELETE\s+FROM|(CREATE|DROP|ALTER)\s+TABLE|PRAGMA)\b",
        re.I | re.S,
    )
    found = [
        (name_of(p), n) for p in MODULES if name_of(p) not in allowed for n, text in strings_of(p) if sql.search(text)
    ]
    assert found == []
    users = {name_of(p) for p in MODULES for m in imports_of(p) if top(m) in ("sqlite3", "sqlite_utils")}
    assert users <= allowed | {"bot/state/faults.py"}  # which only names what may be wrong with the file


def test_html_stands_only_in_render_and_in_the_stand_in() -> None:
    allowed = ("handlers/render/", "bot/sandbox/")
    tag = re.compile(r"</?(b|strong|i|em|u|s|a|code|pre|blockquote|tg-spoiler)(\s[^>]*)?>|&(lt|gt|amp|quot);", re.I)
    found = [
        (name_of(p), n)
        for p in room("bot/", "handlers/")
        if not name_of(p).startswith(allowed)
        for n, text in strings_of(p)
        if tag.search(text)
    ]
    assert found == []
    escaping = [
        name_of(p) for p in room("bot/", "handlers/") for m in imports_of(p) if top(m) in ("html", "markupsafe")
    ]
    assert all(name.startswith(allowed) for name in escaping)


SENTENCES_ELSEWHERE = {
    "bot/alarm.py": "what is posted where Telegram is out of reach",
    "bot/__main__.py": "the command line, which bot/ says itself",
    "bot/commands/": "the command line",
    "bot/environment.py": "messages of SettingsError, and what is doubtful, for the command line",
    "bot/lock.py": "an error's message, put together before it is raised",
    "bot/publishing/plan.py": "the message of BrokenQuestions",
    "bot/state/faults.py": "messages of StoreError",
    "knowledge/documents/": "why a file cannot be read, with its error or warning",
    "knowledge/extract/": "doubts about a file, with their warnings",
    "knowledge/folder/": "doubts about files, with their errors and warnings",
    "knowledge/search/embedding.py": "why meanings are off, for the command line",
    "knowledge/storage.py": "messages of DamagedBase",
}
"""Where a sentence may stand in Python, and why; what is said with a `raise` may stand anywhere."""

POLITE = re.compile(r"[가-힣](?<!개)요(?:[.!?…(:]|$)")
HANGUL = re.compile("[가-힣]")
COMPARING = ("startswith", "endswith", "find", "index", "count")


def sentences_of(path: Path) -> Iterator[tuple[int, str]]:
    """The sentences in a file that are said to somebody: not its docstrings, not the messages of what it raises."""
    nodes = list(ast.walk(tree_of(path)))
    passed = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    passed |= {id(part) for node in nodes if isinstance(node, ast.Raise) for part in ast.walk(node)}
    passed |= {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        if id(node) in passed or not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        if POLITE.search(text):
            yield node.lineno, text


def test_sentences_that_people_read_stand_in_texts() -> None:
    found = [(name_of(path), line) for path in MODULES for line, _ in sentences_of(path)]
    assert [one for one in found if not one[0].startswith(tuple(SENTENCES_ELSEWHERE))] == []
    needed = {where for where in SENTENCES_ELSEWHERE for name, _ in found if name.startswith(where)}
    assert needed == SENTENCES_ELSEWHERE.keys()


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.j2")), ids=lambda path: path.name)
def test_no_text_decides_by_korean_words(path: Path) -> None:
    """Words are improved; what is said must not depend on how something else is said."""
    tree = Environment().parse(path.read_text(encoding="utf-8"))
    comparing: list[nodes.Node] = list(tree.find_all((nodes.Compare, nodes.Test)))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr) and call.node.attr in COMPARING:
            comparing.append(call)
    words = [const.value for node in comparing for const in node.find_all(nodes.Const)]
    assert [word for word in words if isinstance(word, str) and HANGUL.search(word)] == []


def test_no_branch_of_the_bot_decides_by_korean_words() -> None:
    found = []
    for path in room("bot/", "handlers/"):
        for node in ast.walk(tree_of(path)):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in COMPARING
            if called or isinstance(node, ast.Compare | ast.MatchValue):
                words = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
                found += [(name_of(path), w) for w in words if isinstance(w, str) and HANGUL.search(w)]
    assert found == []


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.j2")), ids=lambda path: path.name)
def test_a_text_has_only_tags_that_telegram_knows_and_closes_them_in_their_line(path: Path) -> None:
    known = {"b", "i", "u", "s", "a", "code", "pre", "blockquote"}
    for line in re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S).splitlines():
        tags = re.findall(r"<(/?)([A-Za-z][\w-]*)[^<>]*>", line)
        assert {name for _, name in tags} <= known, line
        assert sorted(n for end, n in tags if end) == sorted(n for end, n in tags if not end), line


def test_env_example_has_each_setting_once_and_no_other() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert names == [field.upper() for field in Settings.model_fields]


def test_env_example_shows_the_defaults() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    shown = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    given = {name.lower(): value for name, value in shown.items() if value}
    assert Settings.model_validate(given) == Settings()


def test_both_lock_files_pin_the_same_versions() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9._-]+==\S+(?: ; .+?)?(?= \\$)", (ROOT / name).read_text(), re.M))

    alone = pins("requirements.lock")
    assert alone
    assert {pin.partition(" ;")[0] for pin in alone} <= {
        pin.partition(" ;")[0] for pin in pins("requirements-dev.lock")
    }


def test_bundled_releases_are_marked_as_restatements() -> None:
    folder = ROOT / "knowledge" / "releases"
    remark = (folder / "README.md").read_text(encoding="utf-8")
    assert "사실만 옮겨 다시 쓴 것" in remark
    assert all(f"`{path.name}`" in remark for path in folder.glob("*.txt"))


PROMISED = {
    "start": None,
    "help": "도움말",
    "schedule": "일정",
    "cases": "사례",
    "contacts": "담당자",
    "contests": "대회",
    "why": "왜",
    "subscribe": "알림켜기",
    "unsubscribe": "알림끄기",
    "upcoming": "다가오는일정",
    "reload": "다시읽기",
    "status": "상태",
}
"""The commands that people outside rely on, with their Korean names."""


def test_every_promised_command_is_there_under_both_its_names() -> None:
    found = {command.name: command.aliases for command in COMMANDS}
    assert PROMISED.keys() <= found.keys()
    assert [name for name, alias in PROMISED.items() if alias and alias not in found[name]] == []


def test_no_name_means_two_commands() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_is_described_as_telegram_takes_it(command: Command) -> None:
    assert re.fullmatch(r"[a-z0-9_]{1,32}", command.name)
    assert 1 <= len(command.description) <= 256
    assert command.aliases
    assert command.scopes or command.said  # in a menu, or meant by what people say


def test_every_command_is_registered_once(tmp_path: Path) -> None:
    settings = Settings.model_validate({"telegram_token": "1:token", "data_dir": tmp_path})
    desk = Desk(settings, Library(settings.releases_dir, tmp_path, Clock()), Store(None), Clock())
    application = build_application(desk, register)
    handlers = [
        str(h.filters) for group in application.handlers.values() for h in group if isinstance(h, MessageHandler)
    ]
    registered = {c.name: sum(f"Called({c.name})" in h for h in handlers) for c in COMMANDS}
    assert registered == {command.name: 1 for command in COMMANDS}
    assert CALLBACKS.keys() == registered.keys()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_guide_explains_every_command(command: Command) -> None:
    guide = (ROOT / "docs" / "guide.ko.md").read_text(encoding="utf-8")
    assert f"| `/{command.name}` | `{command.aliases[0]}` |" in guide


def test_the_readme_lists_every_subcommand() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z]+)[^`]*` \|", readme, re.M)) == set(cli.commands)


def test_the_guide_shows_the_header_of_schedule_files() -> None:
    assert ",".join(HEADER) in (ROOT / "docs" / "guide.ko.md").read_text(encoding="utf-8").splitlines()


def test_every_file_that_is_no_code_is_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]
    packaged = {path for room, globs in patterns.items() for g in globs for path in (ROOT / room).glob(g)}
    there = {
        path
        for room in ("knowledge", "bot", "handlers")
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert {name_of(path) for path in there - packaged} == set()
