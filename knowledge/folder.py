"""A folder of releases and schedules to Facts, and what differs between two readings of it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from knowledge.documents import UnreadableDocument, read_document
from knowledge.extract import extract
from knowledge.model import (
    Contact,
    Contest,
    Event,
    ExtractionWarning,
    Fact,
    Facts,
    Release,
    Source,
    WinningCase,
    fact_id,
)
from knowledge.schedules import is_schedule, read_schedule
from knowledge.semantic import model_name

__all__ = ["Changes", "FolderError", "changes", "fingerprint", "read_folder"]

# The same release often lies there in several formats; the earlier here, the more of its tables has survived.
_BETTER_FORMATS = (".hwpx", ".hwp", ".docx", ".odt", ".html", ".htm", ".txt", ".pdf")


class FolderError(Exception):
    """Nothing in the folder can be published: `message_ko` is a Korean sentence, `details` name the files."""

    def __init__(self, message_ko: str, details: tuple[ExtractionWarning, ...] = ()) -> None:
        super().__init__(message_ko)
        self.message_ko = message_ko
        self.details = details


def read_folder(folder: Path) -> Facts:
    """All facts of the releases and schedules in `folder` and below, the same for the same files.

    A file that cannot be read, and a release that lies there twice, becomes a warning. Raises FolderError
    when the folder is missing or nothing in it can be read.
    """
    files = _files(folder)
    read: dict[str, Facts] = {}
    warnings: list[ExtractionWarning] = []
    for file in files:
        try:
            read[file] = _read_file(folder / file, file)
        except UnreadableDocument as error:
            warnings.append(ExtractionWarning(file, 1, error.message_ko))
        except Exception as error:
            said = f"읽다가 오류가 나서 읽지 않았어요({type(error).__name__}). 다른 형식으로 저장해 넣어 주세요."
            warnings.append(ExtractionWarning(_printable(file), 1, said))
    if not read:
        sentence = f"폴더에 읽을 수 있는 보도자료나 일정 파일이 없어요: {folder}"
        raise FolderError(sentence, tuple(warnings))
    for file, kept in _copies(read).items():
        del read[file]
        warnings.append(ExtractionWarning(file, 1, f"{kept}와(과) 같은 보도자료라 읽지 않았어요."))
    return _joined(read, warnings)


def fingerprint(folder: Path) -> str:
    """Changes whenever a file of the folder does, or what reads it and embeds it; empty without a folder."""
    try:
        parts = [(file, (folder / file).stat()) for file in _files(folder)]
        seen: list[object] = [(file, stat.st_size, stat.st_mtime_ns) for file, stat in parts]
    except (FolderError, OSError):
        return ""
    here = Path(__file__).parent
    seen += [path.read_bytes() for suffix in ("py", "toml", "txt") for path in sorted(here.rglob(f"*.{suffix}"))]
    seen.append(model_name())
    return hashlib.blake2s(repr(seen).encode()).hexdigest()


def _printable(name: str) -> str:
    """A file's name without the bytes that are no text (a name from another code page)."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _files(folder: Path) -> list[str]:
    """The names of the files that may be releases, relative to `folder`, in a fixed order."""
    if not folder.is_dir():
        raise FolderError(f"보도자료 폴더가 없어요: {folder}. RELEASES_DIR을 확인해 주세요.")
    try:
        found = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    except OSError as error:
        sentence = f"보도자료 폴더를 읽을 수 없어요: {folder} ({error.strerror}). 권한을 확인해 주세요."
        raise FolderError(sentence) from error
    return sorted(path.as_posix() for path in found if not _is_beside_the_point(path))


def _is_beside_the_point(path: Path) -> bool:
    """Hidden files, locks and backups of office programs, read-me files, expected results beside samples."""
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    name = path.name.lower()
    return hidden or name.startswith("readme") or name.endswith((".gold.json", "~", ".tmp", ".bak"))


def _read_file(path: Path, file: str) -> Facts:
    if is_schedule(path):
        return read_schedule(path, file)
    facts = extract(replace(read_document(path), file=file))
    if not _says_something(facts):
        raise UnreadableDocument("보도자료로 보이지 않아 읽지 않았어요. 날짜도 기관도, 알아볼 내용도 없어요.")
    return facts


def _says_something(facts: Facts) -> bool:
    """Whether this is a release at all, and not some other text that lies in the folder."""
    dated = any(release.date or release.ministry for release in facts.releases)
    return dated or bool(facts.contests or facts.events or facts.cases or facts.contacts)


def _copies(read: dict[str, Facts]) -> dict[str, str]:
    """The files that hold a release which another file holds in a better format, with that other file."""
    same: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for file, facts in read.items():
        if not is_schedule(Path(file)):
            for release in facts.releases[:1]:
                title = re.sub(r"\W+", "", release.title)
                # Without a title or a date two files may still be two releases.
                same[(title, release.date) if title and release.date else (file,)].append(file)
    copies: dict[str, str] = {}
    for files in same.values():
        best, *others = sorted(files, key=_format_rank)
        copies |= dict.fromkeys(others, best)
    return copies


def _format_rank(file: str) -> tuple[int, str]:
    suffix = PurePosixPath(file).suffix.lower()
    known = suffix in _BETTER_FORMATS
    return (_BETTER_FORMATS.index(suffix) if known else len(_BETTER_FORMATS), file)


def _joined(read: dict[str, Facts], warnings: list[ExtractionWarning]) -> Facts:
    seen: set[str] = set()
    parts = [_with_own_ids(facts, seen) for facts in read.values()]
    warnings = [*(warning for part in parts for warning in part.warnings), *warnings]
    return Facts(
        releases=tuple(x for part in parts for x in part.releases),
        passages=tuple(x for part in parts for x in part.passages),
        contests=tuple(x for part in parts for x in part.contests),
        events=tuple(x for part in parts for x in part.events),
        cases=tuple(x for part in parts for x in part.cases),
        contacts=tuple(x for part in parts for x in part.contacts),
        warnings=tuple(sorted(warnings, key=lambda w: (w.file, w.line, w.text))),
    )


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
        events=every(facts.events),
        cases=every(facts.cases),
        contacts=every(facts.contacts),
        warnings=facts.warnings,
    )


# --- what differs ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Changes:
    """What a new reading brought: short labels by kind (보도자료, 대회, 일정, 사례, 담당자), kinds with any.

    `warnings` are all of the new reading's.
    """

    added: dict[str, tuple[str, ...]] = field(default_factory=dict)
    changed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    removed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    warnings: tuple[ExtractionWarning, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is different; warnings do not count."""
        return bool(self.added or self.changed or self.removed)


def changes(old: Facts | None, new: Facts) -> Changes:
    """What is different in `new`. A fact is the same when its file and name are, wherever it stands."""
    before, after = _by_name(old or Facts()), _by_name(new)
    added: dict[str, list[str]] = defaultdict(list)
    changed: dict[str, list[str]] = defaultdict(list)
    removed: dict[str, list[str]] = defaultdict(list)
    for key in dict.fromkeys((*after, *before)):
        kind, _, label = key
        was, now = before.get(key, []), after.get(key, [])
        # One of several facts with one name is compared with what was not found again.
        gone = was[:]
        fresh = [fact for fact in now if not _taken(fact, gone)]
        for _ in range(min(len(fresh), len(gone))):
            changed[kind].append(label)
        added[kind] += [label] * max(0, len(fresh) - len(gone))
        removed[kind] += [label] * max(0, len(gone) - len(fresh))
    return Changes(_kinds(added), _kinds(changed), _kinds(removed), new.warnings)


def _by_name(facts: Facts) -> dict[tuple[str, str, str], list[Any]]:
    found: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    passages: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in facts.passages:
        passages[passage.release_id][passage.text] += 1
    for kind, label, fact in _named(facts):
        content = (fact, tuple(passages[fact.id].items())) if isinstance(fact, Release) else fact
        found[kind, fact.source.file, label].append(content)
    return found


def _named(facts: Facts) -> Iterator[tuple[str, str, Release | Contest | Event | WinningCase | Contact]]:
    for release in facts.releases:
        yield "보도자료", f"{release.title} ({release.file})", release
    for contest in facts.contests:
        yield "대회", contest.name, contest
    for event in facts.events:
        yield "일정", event.name, event
    for case in facts.cases:
        yield "사례", case.title, case
    for contact in facts.contacts:
        yield (
            "담당자",
            " ".join(word for word in (contact.department, contact.name, contact.rank) if word),
            contact,
        )


def _taken(fact: Any, among: list[Any]) -> bool:
    """Take an equal fact out of `among`, if there is one."""
    if fact in among:
        among.remove(fact)
        return True
    essence = _essence(fact)
    for n, other in enumerate(among):
        if _essence(other) == essence:
            del among[n]
            return True
    return False


def _essence(value: Any) -> Any:
    """A fact without ids and places in files, which move when a line is added above."""
    if isinstance(value, Source):
        return None
    if isinstance(value, tuple):
        return tuple(_essence(part) for part in value)
    if is_dataclass(value):
        return tuple(_essence(getattr(value, f.name)) for f in fields(value) if not f.name.endswith("id"))
    return value


def _kinds(labels: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(some) for kind, some in labels.items() if some}
