"""A knowledge base of any size, made by recombining words: ten years of releases of one ministry and its agencies.

The same size gives the same facts. No two cases share a title, no two contacts a phone number or a department and a
name; persons of the same name in several departments are meant.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from knowledge.hangul import josa
from knowledge.model import (
    Attendee,
    Contact,
    Contest,
    Event,
    EventKind,
    Facts,
    Passage,
    ProgrammeItem,
    Release,
    Source,
    Stage,
    WinningCase,
)
from tests.bench import office_words as words

__all__ = ["LAST_DAY", "Size", "World", "make_world"]

SEED = 20251107
MINISTRY = "고용노동부"
YEARS = tuple(range(2016, 2026))
LAST_DAY = date(2025, 12, 31)
CONTESTS_IN_A_RELEASE = 3
_MARK = {"과장": "책임자"}


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of each kind."""

    cases: int = 100_000
    contacts: int = 20_000
    contests: int = 5_000

    @classmethod
    def of(cls, cases: int) -> Size:
        """The usual proportions for so many cases."""
        return cls(cases, max(20, cases // 5), max(10, cases // 20))


@dataclass(frozen=True, slots=True)
class World:
    """The facts, and the words that each case's title was made of, without particles, in their order."""

    facts: Facts
    title_words: dict[str, tuple[str, ...]]


Piece = tuple[str, str]  # a word and what hangs on it: a particle to choose, or punctuation


def make_world(size: Size) -> World:
    """A base of this size."""
    return _Maker(size).world()


class _Maker:
    def __init__(self, size: Size) -> None:
        self._random = random.Random(SEED)
        self._size = size
        self._titles: dict[str, tuple[str, ...]] = {}
        self._taken: set[str] = set()
        pick = self._random
        self._organizations = [*words.AGENCIES, *(o.format(p) for p in words.PLACES for o in words.OFFICES)]
        pick.shuffle(self._organizations)
        self._organizations = self._organizations[: max(30, size.cases // 40)]
        self._departments = self._distinct(max(8, size.contacts // 30), self._department)
        self._series = self._distinct(-(-size.contests // len(YEARS)), self._series_name)
        self._phones = self._phone_numbers()

    def world(self) -> World:
        size, at = self._size, self._random
        batches = []
        for year in YEARS:
            editions = [(year, series) for series in at.sample(self._series, len(self._series))]
            batches += [editions[i : i + CONTESTS_IN_A_RELEASE] for i in range(0, len(editions), CONTESTS_IN_A_RELEASE)]
        held = sum(map(len, batches))
        releases: list[Release] = []
        contests: list[Contest] = []
        events: list[Event] = []
        cases: list[WinningCase] = []
        contacts: list[Contact] = []
        passages: list[Passage] = []
        self._title_words: dict[str, tuple[str, ...]] = {}
        for number, batch in enumerate(batches):
            release = self._release(number, batch)
            releases.append(release)
            made = [self._contest(release, year, series, len(contests) + n) for n, (year, series) in enumerate(batch)]
            events += self._events(release, made, len(events))
            passages += self._passages(release, made, len(passages))
            for contest in made:
                until = (len(contests) + 1) * size.cases // held
                cases += self._cases(release, contest, len(cases), until - len(cases))
                contests.append(contest)
            until = (number + 1) * size.contacts // len(batches)
            contacts += self._contacts(release, len(contacts), until - len(contacts))
        facts = Facts(
            releases=tuple(releases),
            passages=tuple(passages),
            contests=tuple(contests),
            events=tuple(events),
            cases=tuple(cases),
            contacts=tuple(contacts),
        )
        return World(facts, self._title_words)

    def _distinct(self, count: int, make: Callable[[], str]) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            found.setdefault(make())
        return list(found)

    def _compound(self) -> str:
        while True:
            topic, thing = self._random.choice(words.TOPICS), self._random.choice(words.THINGS)
            if topic != thing:
                return topic + thing

    def _department(self) -> str:
        first, second = self._random.sample(words.TOPICS, 2)
        return f"{self._random.choice(words.BUREAUS)} {first}{second}{self._random.choice(words.DIVISIONS)}"

    def _series_name(self) -> str:
        return f"{self._random.choice(words.TOPICS)} {self._compound()} {self._random.choice(words.CONTESTS)}"

    def _phone_numbers(self) -> Iterator[str]:
        seen: set[str] = set()
        while True:
            area, front, back = (
                self._random.choice(words.AREA_CODES),
                self._random.randint(200, 899),
                self._random.randint(1000, 9999),
            )
            phone = f"{area}-{front}-{back}"
            if phone not in seen:
                seen.add(phone)
                yield phone

    def _release(self, number: int, batch: list[tuple[int, str]]) -> Release:
        year = batch[0][0]
        day = date(year, 1, 1) + timedelta(days=self._random.randrange(360))
        title = f"{self._words(self._title())} 우수사례 뽑아 시상"
        file = f"{day.isoformat()}-{number:05d}.txt"
        names = "·".join(series.split()[0] for _, series in batch)
        return Release(
            f"release-{number:08x}",
            file,
            title,
            (f"{MINISTRY}, {year}년 {names} 분야 시상",),
            day,
            MINISTRY,
            Source(file, 3, title),
        )

    def _contest(self, release: Release, year: int, series: str, number: int) -> Contest:
        at = self._random
        received, selected = at.randint(60, 400), self._size.cases // max(1, self._size.contests)
        theme = " ".join(series.split()[:2])
        stages = (
            Stage("접수", None, received, "점"),
            Stage("1·2차 심사", f"{self._compound()} 자문단", max(selected, received // 3), "점"),
            Stage("최종", None, selected, "점"),
        )
        frames = at.sample(words.FRAMES, 3)
        name = f"{year}년 {MINISTRY} {series}"
        return Contest(
            id=f"contest-{number:08x}",
            release_id=release.id,
            name=name,
            series=series,
            year=year,
            purpose=f"{theme}에 힘쓴 {at.choice(words.TARGETS)} 지원 사례를 찾아 알리고 {self._compound()} 문화를 넓힘",
            frequency="연 1회",
            since=None,
            received=received,
            selected=selected,
            unit="점",
            winners=None,
            stages=stages,
            fields=tuple(f"{frame} {field}" for frame, field in zip(frames, at.sample(words.FIELDS, 3), strict=True)),
            eligibility="기관(부서) 단위 접수",
            notes=(),
            source=Source(release.file, 10 + number % 7, name),
        )

    def _events(self, release: Release, contests: list[Contest], number: int) -> list[Event]:
        at, day = self._random, release.date
        assert day is not None
        hall = at.choice(("문화회관", "시민회관", "컨벤션센터"))
        place = f"{at.choice(words.PLACES)}{hall} {at.randint(1, 19)}층 {at.choice(words.VENUES)}"
        series = tuple(c.series for c in contests)
        begin = time(at.randint(9, 15), at.choice((0, 30)))
        items = [
            f"{self._compound()} 최우수작 소개",
            "개회 선언 및 국민의례",
            "인사말씀",
            "시상 및 기념촬영",
            "수상자와 소통행사",
        ]
        programme = tuple(
            ProgrammeItem(
                time(begin.hour, 6 * n),
                time(begin.hour, 6 * n + 5),
                '5"',
                title,
                None,
                n != 4,
                Source(release.file, 30 + n, title),
            )
            for n, title in enumerate(items)
        )
        short = "·".join(" ".join(s.split()[:2]) for s in series)
        ceremony = Event(
            id=f"event-{number:08x}",
            release_id=release.id,
            name=f"{short} 시상식",
            kind=EventKind.CEREMONY,
            date=day,
            end_date=None,
            start=begin,
            end=time(begin.hour + 2, 0),
            place=place,
            contests=series,
            attendees=(Attendee("장관", None), Attendee("수상자", 20 * len(series))),
            programme=programme,
            openness="시상 및 기념촬영까지 공개",
            note=None,
            source=Source(release.file, 20, f"{short} 시상식"),
        )
        deadlines = [
            Event(
                id=f"event-{number + 1 + n:08x}",
                release_id=release.id,
                name=f"{contest.series} 접수 마감",
                kind=EventKind.DEADLINE,
                date=day - timedelta(days=60 + n),
                end_date=None,
                start=None,
                end=time(18, 0),
                place=None,
                contests=(contest.series,),
                attendees=(),
                programme=(),
                openness=None,
                note=None,
                source=Source(release.file, 22 + n, f"{contest.series} 접수 마감"),
            )
            for n, contest in enumerate(contests)
        ]
        return [ceremony, *deadlines]

    def _passages(self, release: Release, contests: list[Contest], number: int) -> list[Passage]:
        at = self._random
        texts = [
            f"{MINISTRY}는 {c.name} 결과를 발표하고 {at.choice(words.TARGETS)} {self._compound()} 성과를 나누었다. "
            f"모두 {c.received}점이 들어왔고, {self._compound()} 및 {self._compound()} 사례가 눈길을 끌었다."
            for c in contests
        ]
        texts.append(
            f"{josa(at.choice(words.TARGETS), '을/를')} 위한 {josa(self._compound(), '과/와')} "
            f"{josa(self._compound(), '을/를')} {at.choice(words.ACTIONS)}하는 데 힘을 모으겠다고 밝혔다."
        )
        return [
            Passage(f"passage-{number + n:08x}", release.id, None, text, Source(release.file, 40 + n, text))
            for n, text in enumerate(texts)
        ]

    def _title(self) -> list[Piece]:
        at = self._random
        one, two = self._compound(), self._compound()
        target, means, action = at.choice(words.TARGETS), at.choice(words.MEANS), at.choice(words.ACTIONS)
        place, closing = at.choice(words.PLACES), at.choice(words.CLOSINGS)
        forms: list[list[Piece]] = [
            [(means, ""), (target, ""), (one, ""), (two, ""), (action, "")],
            [(one, "으로/로"), (target, "의"), (two, ""), (action, "")],
            [(means, ""), (one, "을/를"), (f"{two}", "과/와"), (target, ""), (action, "")],
            [(place, ""), (target, ""), (one, ","), (two, "으로/로"), (closing, "!")],
            [(means, ""), (one, ","), (target, "의"), (two, "을/를"), (closing, "")],
            [(place, ""), (means, ""), (one, "에 따른"), (two, ""), (action, "")],
            [(target, "을/를 위한"), (means, ""), (one, "·"), (two, ""), (action, "")],
        ]
        return at.choice(forms)

    @staticmethod
    def _words(pieces: list[Piece]) -> str:
        return " ".join(_hung(word, tail) for word, tail in pieces).replace("· ", "·")

    def _summary(self, pieces: list[Piece]) -> str:
        """What was done, with the title's longest word and others."""
        at = self._random
        told, made, other = max((word for word, _ in pieces), key=len), self._compound(), self._compound()
        target, effect = at.choice(words.TARGETS), at.choice(words.EFFECTS)
        forms = (
            f"{josa(made, '이/가')} 늦어지던 {target}에게 {josa(told, '을/를')} 먼저 알리고 "
            f"{josa(other, '과/와')} 이어 {josa(effect, '을/를')} {at.randint(10, 90)}% 줄임",
            f"{at.choice(words.MEANS)} {josa(made, '을/를')} 새로 만들어 {josa(told, '과/와')} 묶고, "
            f"{target} {at.randint(100, 9000)}명의 {josa(effect, '을/를')} 덜어 줌",
            f"{at.choice(words.PLACES)} 지역 {josa(target, '과/와')} 함께 {josa(made, '을/를')} "
            f"{at.choice(words.ACTIONS)}하여 {josa(effect, '이/가')} 절반으로 줄고 {josa(told, '이/가')} 자리 잡음",
        )
        return at.choice(forms)

    def _cases(self, release: Release, contest: Contest, number: int, count: int) -> list[WinningCase]:
        made = []
        for n in range(count):
            pieces = self._new_title()
            title = self._words(pieces)
            key = f"case-{number + n:08x}"
            self._title_words[key] = tuple(word for word, _ in pieces)
            grade = "최우수" if n == 0 else "우수" if n <= count // 4 else "장려"
            made.append(
                WinningCase(
                    id=key,
                    release_id=release.id,
                    contest_id=contest.id,
                    contest=contest.name,
                    year=contest.year,
                    half=None,
                    track=contest.fields[n % 3],
                    grade=grade,
                    organization=self._random.choice(self._organizations),
                    organization_printed=None,
                    title=title,
                    summary=self._summary(pieces),
                    note=None,
                    source=Source(release.file, 50 + n, title),
                )
            )
        return made

    def _new_title(self) -> list[Piece]:
        while True:
            pieces = self._title()
            key = " ".join(sorted(word for word, _ in pieces))
            if key not in self._taken:
                self._taken.add(key)
                return pieces

    def _contacts(self, release: Release, number: int, count: int) -> list[Contact]:
        at, made = self._random, []
        departments = at.sample(self._departments, min(len(self._departments), max(1, count // 4)))
        for n in range(count):
            department = departments[n % len(departments)]
            while True:
                name = at.choice(words.SURNAMES) + at.choice(words.GIVEN) + at.choice(words.GIVEN)
                if (mark := f"{department} {name}") not in self._taken:
                    self._taken.add(mark)
                    break
            rank = "과장" if n < len(departments) else at.choice(words.RANKS[1:])
            phone = next(self._phones)
            made.append(
                Contact(
                    f"contact-{number + n:08x}",
                    release.id,
                    department,
                    _MARK.get(rank, "담당자"),
                    rank,
                    name,
                    phone,
                    release.date,
                    Source(release.file, 20 + n, f"{department} {rank} {name} ({phone})"),
                )
            )
        return made


def _hung(word: str, tail: str) -> str:
    """A word with what hangs on it; of a pair of particles the one that fits, whatever follows the pair."""
    pair, _, rest = tail.partition(" ")
    hung = josa(word, pair) if "/" in pair else word + pair
    return f"{hung} {rest}".rstrip()
