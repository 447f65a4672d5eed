"""A folder of releases and schedules to Facts."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from knowledge.documents import UnreadableDocument, belongs_to_page, parts_of
from knowledge.documents.formats import FORMATS
from knowledge.folder.cache import BusyReadings, DamagedReadings, Readings, code_version, content_hash, forget
from knowledge.folder.conflicts import conflicts
from knowledge.folder.process import NO_PLAIN_FILE
from knowledge.folder.process_pool import Readers, ReadingFailed, facts_from, printable
from knowledge.folder.same_release import forms
from knowledge.folder.schedules import in_force, is_schedule, read_schedule
from knowledge.model import Contest, EventKind, ExtractionWarning, Fact, Facts, Release, WarningKind, fact_id, joined
from knowledge.search.embedding import model_name

log = logging.getLogger(__name__)

_OF_NO_FILE = ("aliases", "curated", "warnings")
_GRAVITY = tuple(WarningKind)
_ENDINGS = {known.name for known in FORMATS}
# What desktops leave in every folder.
_LEFT_BEHIND = ("desktop.ini", "thumbs.db", "ehthumbs.db", "icon\r")


class FolderError(Exception):
    """Nothing in the folder can be published: `message_ko` is a Korean sentence, `details` name the files."""

    def __init__(self, message_ko: str, details: tuple[ExtractionWarning, ...] = ()) -> None:
        super().__init__(message_ko)
        self.message_ko = message_ko
        self.details = details


def read_folder(
    folder: Path,
    readings: Path | None = None,
    report: Callable[[int, int], None] | None = None,
    own: Mapping[str, Path] | None = None,
    beside: Mapping[str, Path] | None = None,
) -> Facts:
    """All facts of the releases and schedules in `folder` and below, the same for the same files.

    `beside` are files that lie elsewhere, by the names that they are known by; one takes the place of the folder's of
    that name. `own` are schedule files of ours, which are heard after all others.

    Every file is read in a process of its own, several at a time; what `readings`, a file that is made where there is
    none, knows from earlier is not read again. `report` is told (done, of how many) as it goes.
    A file that cannot be read, and a release that lies there twice, becomes a warning. Raises FolderError
    when the folder is missing or nothing in it can be read.
    """
    files = _files(folder, beside)
    try:
        try:
            read, warnings = _read_all(folder, files, readings, report)
        except DamagedReadings as damaged:
            log.warning("what was read earlier is damaged, all is read again: %s", damaged)
            forget(readings)
            read, warnings = _read_all(folder, files, readings, report)
        except BusyReadings as busy:
            log.debug("another process keeps what was read earlier, all is read again: %s", busy)
            read, warnings = _read_all(folder, files, None, report)
    except (DamagedReadings, OSError) as error:
        sentence = f"파일을 읽거나 읽은 내용을 적어 둘 수 없어요({error}). 디스크와 메모리, 권한을 확인해 주세요."
        raise FolderError(sentence) from error
    read = in_force(read)
    ours = {name: path for name, path in (own or {}).items() if path.exists()}
    if not read and not ours:
        sentence = f"폴더에 읽을 수 있는 보도자료나 일정 파일이 없어요: {folder}"
        raise FolderError(sentence, tuple(warnings))
    same = forms(read)
    for file, kept in same.copies.items():
        del read[file]
        said = f"{printable(kept)} 파일과 같은 보도자료라 읽지 않았어요."
        warnings.append(ExtractionWarning(printable(file), 1, said, kind=WarningKind.COPY))
    for file, rival in same.rivals.items():
        said = f"{printable(rival.other)} 파일과 같은 보도자료인데 다르게 적힌 곳이 있어 둘 다 두었어요"
        said += f"({' · '.join(rival.differences)}). "
        said += f"{printable(rival.leading)}의 것을 앞세워요." if rival.leading else "어느 것이 맞는지 확인해 주세요."
        said += " 정정한 것이면 옛 파일을 폴더에서 빼 주세요."
        warnings.append(ExtractionWarning(printable(file), 1, said, kind=WarningKind.CONFLICT))
    seen: set[str] = set()
    facts = joined(_with_own_ids(read[file], seen) for file in same.order)
    facts = _warned(facts, [*warnings, *facts.warnings, *conflicts(facts)])
    for name, path in ours.items():
        try:
            facts = with_schedule(facts, name, read_schedule(path, name))
        except UnreadableDocument as error:
            unread = ExtractionWarning(name, 1, error.message_ko, kind=WarningKind.UNREAD)
            facts = _warned(facts, [*facts.warnings, unread])
    return facts


def with_schedule(facts: Facts, file: str, schedule: Facts) -> Facts:
    """The facts of a folder with those of a schedule file of ours instead of what that file said before.

    What comes out is the same as reading the folder with that file beside it.
    """
    before = set(conflicts(facts))
    others = Facts(
        **{
            field.name: tuple(fact for fact in getattr(facts, field.name) if fact.source.file != file)
            for field in fields(Facts)
            if field.name not in _OF_NO_FILE
        }
    )
    warnings = [w for w in facts.warnings if w.file != file and w not in before]
    seen = {fact.id for field in fields(Facts) if field.name != "warnings" for fact in getattr(others, field.name)}
    new = joined([others, _with_own_ids(schedule, seen)])
    return _warned(new, [*warnings, *schedule.warnings, *conflicts(new)])


def _warned(facts: Facts, warnings: Iterable[ExtractionWarning]) -> Facts:
    return replace(facts, warnings=tuple(sorted(warnings, key=_gravity)))


def _gravity(warning: ExtractionWarning) -> tuple[object, ...]:
    """What cannot be read first, and of that what looks like a release; what nobody need do anything about last."""
    strange = Path(warning.file).suffix.lower().removeprefix(".") not in _ENDINGS
    return _GRAVITY.index(warning.kind), strange, warning.file, warning.line, warning.text


def fingerprint(folder: Path, own: Iterable[Path] = (), beside: Mapping[str, Path] | None = None) -> str:
    """Changes whenever a file does that `read_folder` would read, or what reads and embeds them.

    Empty without a folder."""
    try:
        # Of what is no file only that it lies there: a link that leads nowhere has no more.
        parts = [(name, part) for name, path in _files(folder, beside).items() for part in parts_of(path)]
        stats = [(name, part, part.stat() if part.is_file() else part.lstat()) for name, part in parts]
        seen: list[object] = [(name, stat.st_size, stat.st_mtime_ns) for name, _, stat in stats]
        seen += [(path.name, path.read_bytes()) for path in own if path.exists()]
    except (FolderError, OSError):
        return ""
    here = Path(__file__).parents[1]
    seen += [path.read_bytes() for suffix in ("py", "toml", "txt") for path in sorted(here.rglob(f"*.{suffix}"))]
    seen += [code_version(), model_name()]
    return hashlib.blake2s(repr(seen).encode()).hexdigest()


def _files(folder: Path, beside: Mapping[str, Path] | None = None) -> dict[str, Path]:
    """All that somebody may take for a release by its name, relative to `folder`, in a fixed order.

    Links to folders, pipes and devices are among them, so that it can be said that they are not read.
    """
    if not folder.is_dir():
        raise FolderError(f"보도자료 폴더가 없어요: {folder}. RELEASES_DIR을 확인해 주세요.")
    try:
        files = (path for path in folder.rglob("*") if not _is_folder(path) and not belongs_to_page(path))
        found = [path.relative_to(folder) for path in files]
    except OSError as error:
        sentence = f"보도자료 폴더를 읽을 수 없어요: {folder} ({error.strerror}). 권한을 확인해 주세요."
        raise FolderError(sentence) from error
    there = {path.as_posix(): folder / path for path in found if not _is_beside_the_point(path)}
    return dict(sorted((there | dict(beside or {})).items()))


def files_in(folder: Path) -> dict[str, Path]:
    """What `read_folder` would read there, by name; nothing without such a folder. Raises FolderError."""
    return _files(folder) if folder.is_dir() else {}


def is_read(name: str) -> bool:
    """Whether a file of this name in the folder would be looked at."""
    return bool(name) and not _is_beside_the_point(Path(name))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _content(folder: Path, path: Path) -> str:
    """The hash of what stands in a file; raises UnreadableDocument where it may not be or cannot be read.

    Nothing but a plain file is opened: a pipe would keep whoever opens it waiting for good.
    """
    if path.is_dir():
        raise UnreadableDocument("폴더를 가리키는 링크라 그 안을 읽지 않았어요. 파일을 이 폴더에 복사해 넣어 주세요.")
    if path.is_symlink() and not path.exists():
        raise UnreadableDocument("가리키는 파일이 없는 링크라 읽지 않았어요. 파일을 이 폴더에 복사해 넣어 주세요.")
    if path.exists() and not path.is_file():
        raise UnreadableDocument(NO_PLAIN_FILE)
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        raise UnreadableDocument("폴더 밖을 가리키는 링크라 읽지 않았어요. 파일을 폴더에 복사해 넣어 주세요.")
    try:
        return content_hash(parts_of(path))
    except OSError as error:
        raise UnreadableDocument(f"파일을 열 수 없어요({error.strerror}). 읽기 권한을 확인해 주세요.") from error


def _is_beside_the_point(path: Path) -> bool:
    """Hidden files, locks and backups of office programs, read-me files, expected results beside samples."""
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    name = path.name.lower()
    return (
        hidden
        or name in _LEFT_BEHIND
        or name.startswith("readme")
        or name.endswith((".gold.json", "~", ".tmp", ".bak"))
    )


def _read_all(
    folder: Path, files: Mapping[str, Path], kept: Path | None, report: Callable[[int, int], None] | None
) -> tuple[dict[str, Facts], list[ExtractionWarning]]:
    """The facts of every file that can be read, and why the others cannot."""
    read: dict[str, Facts] = {}
    contents: dict[str, str] = {}
    faults: dict[str, str] = {}
    with Readings.opened(kept) as readings:
        for file, path in files.items():
            try:
                contents[file] = _content(folder, path)
            except UnreadableDocument as error:
                faults[file] = error.message_ko
        faults |= _read_anew(folder, files, contents, readings, report)
        for file, content in contents.items():
            try:
                read[file], broke = _kept_facts(readings, content, printable(file))
            except UnreadableDocument as error:
                faults.setdefault(file, error.message_ko)
                continue
            if fault := faults.get(file, broke):
                faults[file] = f"{fault} 앞서 읽은 내용을 그대로 두었어요."
        readings.keep_only({(content, printable(file)) for file, content in contents.items()})
    return read, [ExtractionWarning(printable(file), 1, said, kind=WarningKind.UNREAD) for file, said in faults.items()]


def _read_anew(
    folder: Path,
    files: Mapping[str, Path],
    contents: Mapping[str, str],
    readings: Readings,
    report: Callable[[int, int], None] | None,
) -> dict[str, str]:
    """Have every file read that the readings do not know yet; what may be read another time, and why, is returned."""
    new = [file for file, content in contents.items() if not readings.knows(content, printable(file))]
    faults: dict[str, str] = {}
    done = len(contents) - len(new)
    with Readers(os.cpu_count() or 1) as readers:
        for file, told in zip(new, readers.read_all((files[file], file) for file in new), strict=True):
            content, name = contents[file], printable(file)
            match told:
                case bytes():
                    readings.put(content, name, told)
                case ReadingFailed(may_pass=False):
                    readings.put_failure(content, name, told.message_ko)
                case UnreadableDocument() if isinstance(told, ReadingFailed) or _changed(folder, files[file], content):
                    faults[file] = told.message_ko
                case UnreadableDocument():
                    readings.put(content, name, told.message_ko)
            done += 1
            if report:
                report(done, len(contents))
    return faults


def _changed(folder: Path, path: Path, content: str) -> bool:
    """Whether something else stands in the file by now, or nothing can be read there."""
    try:
        return _content(folder, path) != content
    except UnreadableDocument:
        return True


def _kept_facts(readings: Readings, content: str, file: str) -> tuple[Facts, str | None]:
    """The facts of a file, and how it broke its reader where an older version read them."""
    told, fault = readings.get(content, file)
    if told is None:
        raise UnreadableDocument(fault or "읽지 않았어요.")
    facts = facts_from(told)
    if not is_schedule(file) and (lacking := _lacking(facts)):
        raise UnreadableDocument(f"보도자료로 보이지 않아 읽지 않았어요. {lacking}")
    return facts, fault


def _lacking(facts: Facts) -> str | None:
    """What a text would need to be a release: who put it out, or else a day and whom to call. None where it is one.

    A contest that calls for entries will do instead of whom to call: pages of a board often name nobody. A note about
    a ceremony has days, too, but nobody stands behind it.
    """
    dated = any(release.date for release in facts.releases)
    told = bool(facts.contests or facts.events or facts.cases or facts.contacts)
    if any(release.ministry for release in facts.releases) and (dated or told):
        return None
    called = facts.contests and any(e.kind in (EventKind.OPENING, EventKind.DEADLINE) for e in facts.events)
    if dated and (facts.contacts or called):
        return None
    missing = [
        name
        for name, there in (("낸 기관", False), ("보도 날짜", dated), ("담당자 연락처", facts.contacts))
        if not there
    ]
    return f"찾지 못한 것: {', '.join(missing)}."


def _with_own_ids(facts: Facts, seen: set[str]) -> Facts:
    """The facts, doubled ones once, each with an id that no fact before it has."""
    renamed: dict[str, str] = {}

    def own(fact: Fact) -> str:
        fresh, n = fact.id, 1
        while fresh in seen:
            n += 1
            fresh = fact_id(fact.id.partition("-")[0], fact.source.file, fact.id, n)
        seen.add(fresh)
        return fresh

    def every(kind: Iterable[Any]) -> tuple[Any, ...]:
        made = []
        for fact in dict.fromkeys(kind):
            new = {"id": own(fact)}
            for reference in ("release_id", "contest_id"):
                old = getattr(fact, reference, None)
                if old in renamed:
                    new[reference] = renamed[old]
            if isinstance(fact, Release | Contest):
                renamed.setdefault(fact.id, new["id"])
            made.append(replace(fact, **new))
        return tuple(made)

    return Facts(
        releases=every(facts.releases),
        contests=every(facts.contests),
        passages=every(facts.passages),
        statements=every(facts.statements),
        events=every(facts.events),
        cases=every(facts.cases),
        contacts=every(facts.contacts),
        holidays=every(facts.holidays),
        calendar_entries=every(facts.calendar_entries),
        warnings=facts.warnings,
    )
