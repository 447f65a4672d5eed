"""The schema of the state store, step by step, and the opening of its file.

Step N takes a file from `PRAGMA user_version` N-1 to N, in one transaction. A step that was released is never
edited: a change of mind is the next step. Tables are made here and nowhere else.

Times are text, ISO 8601 in Asia/Seoul with milliseconds and offset, so that they sort in their order.
`thread_id` is 0 where there is no topic, because two NULLs are different for UNIQUE.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from bot.state.backup import keep_before_migration
from bot.state.disk import StateDatabase
from bot.state.faults import StateFault, StoreError, cannot_be_opened, state_fault, too_new

_BUSY_TIMEOUT_MS = 5_000

_FIRST = """
CREATE TABLE people (
    user_id INTEGER PRIMARY KEY,
    admitted_by INTEGER NOT NULL,
    admitted_at TEXT NOT NULL
) STRICT;

CREATE TABLE invitations (
    code TEXT PRIMARY KEY,
    created_by INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_by INTEGER,
    used_at TEXT
) STRICT;

CREATE TABLE answers (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    question TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) STRICT;
CREATE INDEX answers_by_conversation ON answers (chat_id, thread_id, user_id, asked_at);
CREATE INDEX answers_by_age ON answers (asked_at);

CREATE TABLE chats (
    chat_id INTEGER PRIMARY KEY,
    paused_reason TEXT,
    paused_at TEXT
) STRICT;

CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL REFERENCES chats (chat_id),
    thread_id INTEGER NOT NULL,
    subscribed_by INTEGER NOT NULL,
    since TEXT NOT NULL,
    UNIQUE (chat_id, thread_id)
) STRICT;

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL REFERENCES chats (chat_id),
    thread_id INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    event_date TEXT NOT NULL,
    lead INTEGER NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    claimed_at TEXT NOT NULL,
    settled_at TEXT,
    message_id INTEGER,
    reason TEXT,
    UNIQUE (chat_id, thread_id, event_id, event_date, lead)
) STRICT;
CREATE INDEX deliveries_by_status ON deliveries (status);
CREATE INDEX deliveries_by_date ON deliveries (event_date);

CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    actor INTEGER NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
"""

# Reminders follow the agenda: its entries, `uid`, take the place of the ids of events, which follow the files. The
# entries, changes, wishes and news are JSON of the dataclasses of that name.
_AGENDA = """
ALTER TABLE subscriptions ADD COLUMN wishes TEXT;
ALTER TABLE subscriptions ADD COLUMN earlier_wishes TEXT;

ALTER TABLE deliveries RENAME COLUMN event_id TO uid;
ALTER TABLE deliveries RENAME COLUMN event_date TO day;
ALTER TABLE deliveries ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN run TEXT;
CREATE INDEX deliveries_by_uid ON deliveries (uid);
CREATE INDEX deliveries_by_message ON deliveries (chat_id, message_id);

CREATE TABLE agenda (
    uid TEXT PRIMARY KEY,
    entry TEXT NOT NULL
) STRICT;

CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL REFERENCES agenda (uid),
    sequence INTEGER NOT NULL,
    change TEXT NOT NULL,
    UNIQUE (uid, sequence)
) STRICT;

CREATE TABLE news (
    uid TEXT PRIMARY KEY,
    news TEXT NOT NULL
) STRICT;

CREATE TABLE acknowledgements (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id, user_id)
) STRICT;

CREATE TABLE snoozes (
    user_id INTEGER NOT NULL,
    uid TEXT NOT NULL REFERENCES agenda (uid),
    day TEXT NOT NULL,
    PRIMARY KEY (user_id, uid, day)
) STRICT;
CREATE INDEX snoozes_by_day ON snoozes (day);
"""

# `note` of the mark of the agenda: which edition of the reading code the knowledge base that it follows was read by.
_EDITION = "ALTER TABLE marks ADD COLUMN note TEXT;"

# Who had chosen something and left "대회: 모두" as it was had chosen the contests of every ministry.
_MINISTRY = """
UPDATE subscriptions SET wishes = json_set(wishes, '$.others', json('true'))
    WHERE wishes IS NOT NULL AND json_extract(wishes, '$.contests') IS NULL;
"""

# `payload` is the update as Telegram sent it, until it is settled.
_INBOX = """
CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    person_id INTEGER,
    payload TEXT,
    received_at TEXT NOT NULL,
    begun INTEGER NOT NULL DEFAULT 0,
    sending INTEGER NOT NULL DEFAULT 0,
    settled_at TEXT
) STRICT;
CREATE INDEX inbox_unsettled ON inbox (received_at) WHERE payload IS NOT NULL;
CREATE INDEX inbox_by_person ON inbox (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX inbox_by_age ON inbox (settled_at);
"""

# Groups are let in by admins; those with reminders were here before there were admissions: `decided_by` 0. `since` is
# when a group came into its state. `members` are those whom Telegram last called members of a staff group,
# `lost_groups` the staff groups that the bot is not in, `moved_groups` what became of groups that are supergroups now.
_ADMISSIONS = """
ALTER TABLE chats ADD COLUMN title TEXT;

CREATE TABLE barred (
    user_id INTEGER PRIMARY KEY,
    barred_by INTEGER NOT NULL,
    barred_at TEXT NOT NULL
) STRICT;

CREATE TABLE admins (
    user_id INTEGER PRIMARY KEY,
    added_by INTEGER NOT NULL,
    added_at TEXT NOT NULL
) STRICT;

CREATE TABLE groups (
    chat_id INTEGER PRIMARY KEY REFERENCES chats (chat_id),
    state TEXT NOT NULL,
    since TEXT NOT NULL,
    added_by INTEGER NOT NULL,
    decided_by INTEGER
) STRICT;
INSERT INTO groups (chat_id, state, since, added_by, decided_by)
    SELECT chat_id, 'admitted', min(since), 0, 0 FROM subscriptions WHERE chat_id < 0 GROUP BY chat_id;

CREATE TABLE members (
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) STRICT;

CREATE TABLE lost_groups (
    chat_id INTEGER PRIMARY KEY,
    lost_at TEXT NOT NULL
) STRICT;

CREATE TABLE moved_groups (
    chat_id INTEGER PRIMARY KEY,
    now_id INTEGER NOT NULL
) STRICT;
"""

# What is refused again and again is one row that counts.
_COUNTED_AUDIT = """
ALTER TABLE audit ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
ALTER TABLE audit ADD COLUMN last_at TEXT;
CREATE INDEX audit_by_actor ON audit (actor, action);
"""

# `draft` is JSON of the dialogue's; `facts` a list of lines; the text of a missed question is masked before it comes.
_ADMIN_WORK = """
CREATE TABLE drafts (
    user_id INTEGER PRIMARY KEY,
    draft TEXT NOT NULL
) STRICT;

CREATE TABLE saved_questions (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL,
    status TEXT NOT NULL,
    facts TEXT NOT NULL,
    saved_by INTEGER NOT NULL,
    saved_at TEXT NOT NULL
) STRICT;

CREATE TABLE missed (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    settled TEXT,
    UNIQUE (chat_id, message_id)
) STRICT;
CREATE INDEX missed_by_age ON missed (at);
"""

# The question's own message, so that an edit of it finds its answer.
_EDITS = """
ALTER TABLE answers ADD COLUMN asked_in INTEGER;
CREATE INDEX answers_by_question ON answers (chat_id, asked_in);
"""

_PINS = """
CREATE TABLE pins (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) STRICT;
"""

# Numbers only: nothing tells who asked, or in which words.
_ASKED = """
CREATE TABLE asked (
    topic TEXT NOT NULL,
    month TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (topic, month)
) STRICT;
"""

# What was wrong about an answer, where somebody said so.
_WRONG = """
ALTER TABLE missed ADD COLUMN wrong TEXT;
"""

# Messages to admins, in their private chats, that handed a missed question over; who waits for its answer is told once.
_HANDED = """
CREATE TABLE handovers (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    missed INTEGER NOT NULL REFERENCES missed (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) STRICT;
CREATE INDEX handovers_by_question ON handovers (missed);
ALTER TABLE missed ADD COLUMN wanted INTEGER NOT NULL DEFAULT 0;
"""

# Numbers only, as in `asked`.
_ASKED_DAYS = """
CREATE TABLE asked_days (
    day TEXT NOT NULL,
    status TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (day, status)
) STRICT;
"""

STEPS: tuple[str, ...] = (
    _FIRST,
    _AGENDA,
    _EDITION,
    _MINISTRY,
    _INBOX,
    _ADMISSIONS,
    _COUNTED_AUDIT,
    _ADMIN_WORK,
    _EDITS,
    _PINS,
    _ASKED,
    _WRONG,
    _HANDED,
    _ASKED_DAYS,
)


def migrate(db: Database, steps: tuple[str, ...] = STEPS) -> int:
    """Brings `db` to the last step and returns how many were taken.

    Raises `StoreError`, and changes nothing, if a newer release has written it.
    """
    found = int(db.execute("PRAGMA user_version").fetchone()[0])
    if found > len(steps):
        raise too_new(found, len(steps))
    for number, step in enumerate(steps[found:], start=found + 1):
        with db.atomic():
            db.executescript(step)
            db.execute(f"PRAGMA user_version = {number}")  # takes no parameters; part of the transaction
    return len(steps) - found


def open_state(path: Path | None, copy: bool = False) -> StateDatabase:
    """Opens the file, or makes it, checks it and brings it to the last step; None keeps the state in memory.

    Before a file of an older step is changed it is copied (bot.state.backup). `copy`: a copy of what the file holds
    now is opened, and the file is only read, whoever is using it. Raises `StoreError` if it is damaged, locked,
    unreadable, of a newer release, or none of ours.
    """
    if path is None or (copy and not path.exists()):
        return _prepared(StateDatabase(memory=True))
    try:
        if copy:
            return _prepared(_copied(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # it names people: nobody else on the machine needs to read it
        return _prepared(StateDatabase(path), path)
    except OSError as error:
        raise StoreError(f"상태 파일을 만들 수 없어요({path}). 폴더의 권한을 확인해 주세요({error}).") from error
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise cannot_be_opened(path, state_fault(error) or StateFault.DAMAGED) from error


def form_of(path: Path) -> int | None:
    """The last step that the file was brought to; None where there is none, or one without any table (an empty file).

    The file is only read. Raises StoreError where that cannot be done.
    """
    if not path.is_file() or not path.stat().st_size:
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            has_tables = file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            return int(file.execute("PRAGMA user_version").fetchone()[0]) if has_tables else None
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise cannot_be_opened(path, state_fault(error) or StateFault.DAMAGED) from error


def _copied(path: Path) -> StateDatabase:
    db = StateDatabase(memory=True)
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
        file.backup(db.conn)
    return db


def _prepared(db: StateDatabase, path: Path | None = None) -> StateDatabase:
    try:
        db.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        db.execute("PRAGMA foreign_keys = ON")
        db.enable_wal()
        # The quick one: comparing every index with its table takes 5 s for 300,000 deliveries. A backup has that done.
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise cannot_be_opened(path or Path(":memory:"), StateFault.DAMAGED)
        form = int(db.execute("PRAGMA user_version").fetchone()[0])
        if not form and db.table_names():
            raise cannot_be_opened(path or Path(":memory:"), StateFault.FOREIGN)
        if path and 0 < form < len(STEPS):
            keep_before_migration(path, form)
        migrate(db)
        _read_all(db)
    except BaseException:
        db.close()
        raise
    return db


def _read_all(db: Database) -> None:
    """Raises sqlite3.Error where a text is none, of which the database's own check knows nothing."""
    for name in db.table_names():
        for _ in db.execute(f"SELECT * FROM {name}"):  # noqa: S608 - a table of ours
            pass
