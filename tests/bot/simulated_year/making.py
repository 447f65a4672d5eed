"""Makes up the simulated year of a seed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from bot.clock import SEOUL
from bot.state.rows import LEADS, Wishes
from knowledge.model import EventKind
from tests.bot.simulated_year.world import END, START, Chat, Did, Happening, Happens, Said, Winners, World

__all__ = ["make_world"]

_WORDS = (
    "정부혁신 적극행정 고용안정 산업안전 청년일자리 노사협력 직업훈련 규제개선 민원처리 데이터활용 근로감독 장애인고용 \
여성고용 외국인력 임금체계 일터혁신 숙련기술 사회적기업 퇴직연금 산재예방 고용보험 취업지원 국민제안 협업행정 조직문화 \
디지털전환 예산절감 지역고용 공정채용 일생활균형"
)
_CONTESTS = tuple(f"{word} 우수사례 경진대회" for word in _WORDS.split())


def make_world(seed: int, contests: int = 30, chats: int = 200) -> World:
    """The year of a seed: ten dates for each contest."""
    rng = Random(seed)
    names = _CONTESTS[:contests]
    publishing, pressing = _moments(rng, 60), _moments(rng, 40)
    happenings = tuple(_with_changes(rng, one) for name in names for one in _dates(rng, name))
    happenings = tuple(_published(one, publishing) for one in happenings)
    people = tuple(_chat(rng, number) for number in range(chats))
    winners = tuple(_winners(rng, one) for one in happenings if one.kind is EventKind.RESULT and rng.random() < 0.8)
    winners = tuple(replace(one, at=publishing(one.at)) for one in winners)
    deeds = [replace(did, at=pressing(did.at)) for chat in people for did in _deeds(rng, chat, names)]
    outages = sorted(_outage(rng) for _ in range(14))
    half_read = frozenset(_moment(rng, START.date(), 364) for _ in range(4))
    return World(
        happenings,
        winners,
        people,
        tuple(sorted(deeds, key=lambda did: did.at)),
        tuple(outages),
        half_read,
    )


def _moment(rng: Random, day: date, within: int) -> datetime:
    """A moment, mostly in office hours, that falls together with nothing else."""
    day += timedelta(days=rng.randint(0, within))
    hour = rng.choice((0, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 17, 19, 22))
    return datetime(
        *(day.year, day.month, day.day, hour, rng.randint(1, 59), rng.randint(1, 59)),
        microsecond=rng.randint(1, 999) * 1000,
        tzinfo=SEOUL,
    )


def _moments(rng: Random, count: int) -> Callable[[datetime], datetime]:
    """Puts a time off to the next of so many moments: much happens at once, which keeps the year short to live."""
    moments = [START, *sorted(_moment(rng, START.date(), 363) for _ in range(count)), END]
    return lambda at: moments[bisect_left(moments, min(at, END))]


def _outage(rng: Random) -> tuple[datetime, datetime]:
    begins = _moment(rng, START.date() + timedelta(days=4), 350)
    return begins, begins + timedelta(hours=rng.choice((0.1, 1, 2, 5, 12, 26, 50, 80, 120)))


def _dates(rng: Random, contest: str) -> Iterator[Happening]:
    """Two rounds of five dates; half of the contests name the halves, the others only number the rounds."""
    halves = rng.random() < 0.5
    for number, (first, span) in enumerate(((10, 70), (165, 90))):
        label = ("상반기", "하반기")[number] if halves else f"{number + 1}회차"
        released = halves and rng.random() < 0.5
        opens = START.date() + timedelta(days=first + rng.randint(0, span))
        closes = opens + timedelta(days=rng.randint(7, 25))
        judged = closes + timedelta(days=rng.randint(3, 15))
        told = judged + timedelta(days=rng.randint(3, 20))
        honoured = told + timedelta(days=rng.randint(1, 15))
        announced = START if rng.random() < 0.6 else _moment(rng, opens - timedelta(days=40), 45)
        ends = rng.choice((None, time(18), time(16)))
        start = rng.choice((time(9), time(9, 30), time(10), time(14), time(16)))
        if rng.random() < 0.5:
            said = {EventKind.OPENING: Said(opens, closes, end=ends), EventKind.OTHER: Said(opens, start=time(15))}
        else:
            said = {EventKind.OPENING: Said(opens), EventKind.DEADLINE: Said(closes, end=ends)}
        said |= {
            EventKind.JUDGING: Said(judged, start=rng.choice((None, time(10)))),
            EventKind.RESULT: Said(told, start=rng.choice((None, time(11)))),
            EventKind.CEREMONY: Said(honoured, start=start, place="대강당"),
        }
        for kind, one in said.items():
            of = None if kind is EventKind.OTHER and rng.random() < 0.5 else contest
            since = max(START, announced)
            yield Happening(f"{contest} {label} {kind}", kind, of, released, ((since, one),))


def _with_changes(rng: Random, one: Happening) -> Happening:
    """Moves, corrections, cancellations, and some of them taken back; most when it is near."""
    history = [*one.history]
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
        since, said = history[-1]
        before = next(was for _, was in reversed(history) if was)
        day = (said or before).last or (said or before).day
        at = max(_moment(rng, day - timedelta(days=rng.choice((0, 1, 3, 7, 12))), 1), since + timedelta(hours=1))
        if at >= END:
            break
        history.append((at, _changed(rng, one, before, at) if said else before))
        if said and rng.random() < 0.3:
            soon = at + timedelta(hours=rng.choice((0.2, 2, 15, 40)), seconds=rng.random())
            history.append((soon, said))
    return replace(one, history=tuple(history))


def _published(one: Happening, publishing: Callable[[datetime], datetime]) -> Happening:
    history = tuple((publishing(at), said) for at, said in one.history)
    since = history[0][0].date()  # a schedule moves what a release says only to a day after the release
    return replace(one, history=history, in_release=one.in_release and all(s and s.day > since for _, s in history))


def _changed(rng: Random, one: Happening, said: Said, at: datetime) -> Said | None:
    def sooner_or_later(day: date) -> date:
        return max(day + timedelta(days=rng.choice((-9, -3, -1, 1, 2, 4, 7, 7, 14, 30))), at.date())

    what = rng.random()
    if what < 0.15 and not one.in_release:
        return None
    if what < 0.35:
        return replace(said, place=rng.choice(("소회의실", "국제회의장", "온라인")))
    if what < 0.5 and one.kind in (EventKind.CEREMONY, EventKind.DEADLINE):
        at_another = rng.choice((time(9), time(11), time(15)))
        return replace(said, start=at_another) if said.start else replace(said, end=at_another)
    if said.last:
        if rng.random() < 0.6:
            return replace(said, last=max(said.day, sooner_or_later(said.last)))
        first = sooner_or_later(said.day)
        return replace(said, day=first, last=first + (said.last - said.day))
    return replace(said, day=sooner_or_later(said.day))


def _winners(rng: Random, one: Happening) -> Winners:
    said = next(said for _, said in reversed(one.history) if said)
    at = _moment(rng, said.day, 3)
    dated = at.date() - timedelta(days=rng.choice((0, 0, 0, 1, 25, 40)))
    half = "상반기" if "상반기" in one.name or "1회차" in one.name else "하반기"
    return Winners(one.contest or "", half, rng.randint(1, 20), at, dated)


def _chat(rng: Random, number: int) -> Chat:
    private = rng.random() < 0.25
    topics: tuple[int | None, ...] = (None,) if private or rng.random() < 0.8 else rng.choice(((4, 7), (None, 9)))
    return Chat(number, private, topics)


def _wishes(rng: Random, contests: tuple[str, ...]) -> Wishes:
    some = frozenset(rng.sample(contests, min(len(contests), rng.randint(1, 2))))
    wishes = Wishes(None if rng.random() < 0.03 else some, digest=rng.random() < 0.4, results=rng.random() < 0.8)
    for kind in rng.sample([*EventKind], rng.choice((0, 0, 1, 2, 6))):
        wishes = wishes.with_leads(kind, *rng.sample(LEADS, rng.randint(0, 4)))
    return wishes


def _deeds(rng: Random, chat: Chat, contests: tuple[str, ...]) -> Iterator[Did]:
    for topic in chat.topics:
        begins = START if rng.random() < 0.7 else _moment(rng, START.date(), 200)
        first = Did(begins, Happens.SUBSCRIBES, chat.number, topic, _wishes(rng, contests))
        yield first
        later = [_moment(rng, begins.date() + timedelta(days=1), 150) for _ in range(rng.choice((0, 0, 0, 1, 2)))]
        yield from (replace(first, at=at, what=Happens.WISHES, wishes=_wishes(rng, contests)) for at in later)
        if rng.random() < 0.1:
            ends = _moment(rng, begins.date() + timedelta(days=20), 120)
            yield replace(first, at=ends, what=Happens.UNSUBSCRIBES)
            if rng.random() < 0.6:
                yield replace(first, at=_moment(rng, ends.date() + timedelta(days=1), 20))
    if rng.random() < 0.15:
        away = _moment(rng, START.date() + timedelta(days=60), 200)
        what = rng.choice((Happens.REMOVES_THE_BOT, Happens.BLOCKS_UNNOTICED))
        yield Did(away, what, chat.number)
        yield Did(_moment(rng, away.date() + timedelta(days=1), 25), Happens.TAKES_IT_BACK, chat.number)
    if not chat.private and rng.random() < 0.15:
        yield Did(_moment(rng, START.date() + timedelta(days=90), 200), Happens.BECOMES_A_SUPERGROUP, chat.number)
    if chat.private:
        for _ in range(rng.randint(0, 3)):
            at = _moment(rng, START.date() + timedelta(days=20), 330)
            yield Did(at, Happens.SNOOZES, chat.number, pick=rng.randint(0, 99))
