"""Made-up releases in any number, each with the facts it states; the same seed gives the same release."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from tests.releases import made_up_words as words
from tests.releases.made_up_words import Ministry
from tests.releases.script import Board, Script, Table, table

Facts = dict[str, Any]
Blocks = list[str | Table]


@dataclass
class Draft:
    """What is settled before a word is written, and the facts as they are stated."""

    chance: Random
    ministry: Ministry
    head: str  # office and name
    department: tuple[str, str]  # bureau, division
    day: date
    contest: str
    contacts: list[Facts] = field(default_factory=list)
    events: list[Facts] = field(default_factory=list)
    cases: list[Facts] = field(default_factory=list)
    contests: list[Facts] = field(default_factory=list)

    @property
    def speaker(self) -> str:
        """The ministry as its own sentences begin: name, head, particle."""
        has_last_consonant = (ord(self.ministry.name[-1]) - ord("가")) % 28
        return f"{self.ministry.name}({self.head}){'은' if has_last_consonant else '는'}"


def made_up_release(seed: int) -> tuple[Script, Facts]:
    """A release and its facts, in the form of `extract --json`."""
    draft = _draft(Random(seed))
    write = draft.chance.choice([_award_in_tables, _award_in_tables, _award_in_prose, _call, _meeting, _figures])
    title, subtitle, body = write(draft)
    contacts = _contacts(draft)
    blocks = [*_head(draft), "", *_title(draft, title, subtitle), "", *body, "", contacts]
    facts = {"title": title, "date": draft.day.isoformat(), "ministry": draft.ministry.name}
    lists = {name: getattr(draft, name) for name in ("contacts", "events", "cases", "contests")}
    return Script(Board(title, draft.ministry.name, draft.day.isoformat()), tuple(blocks)), facts | lists


def _draft(chance: Random) -> Draft:
    ministry = chance.choice(words.MINISTRIES)
    day = date(2022, 1, 3) + timedelta(weeks=chance.randrange(250), days=chance.randrange(5))
    half = chance.choice(["", "상반기 ", "하반기 "])
    contest = f"{day.year}년 {half}{chance.choice(words.SCHEMES)} {chance.choice(words.SCHEME_KINDS)}"
    department = chance.choice(ministry.bureaus), chance.choice(ministry.divisions)
    return Draft(chance, ministry, f"{ministry.head} {_person(chance)}", department, day, contest)


def _person(chance: Random) -> str:
    return chance.choice(words.FAMILY) + chance.choice(words.GIVEN)


def _weekday(day: date) -> str:
    return words.WEEKDAYS[day.weekday()]


def _stamp(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}.({_weekday(day)})"


def _short_day(day: date) -> str:
    return f"{day.month}월 {day.day}일({_weekday(day)})"


def _head(draft: Draft) -> Blocks:
    day, stamp, chance = draft.day, _stamp(draft.day), draft.chance
    before = _stamp(day - timedelta(days=1))
    hour = f"{chance.randrange(6, 15):02d}:00"
    rows = chance.choice(
        [
            [["보도시점", f"{stamp} {hour}", "배포", f"{before}"]],
            [["보도시점", f"{stamp} {hour}", f"({stamp} 석간)"]],
            [["보도시점:", f"{stamp} {hour} < {day.month}.{day.day}.({_weekday(day)}) 조간 >", "배포:", before]],
            [["보도시점", f"(온라인) {stamp} 12:00 // (지  면) {stamp} 석간", "배포", stamp]],
        ]
    )
    name = chance.choice(["", draft.ministry.name, "부"])
    mark = chance.choice(["보도자료", "보 도 자 료", "보도참고자료"])
    return [table([[name, mark]]), "", table(rows)]


def _title(draft: Draft, title: str, subtitle: str) -> Blocks:
    lines = [title, draft.chance.choice(["- {}", "- {} -"]).format(subtitle)]
    return [table([[" // ".join(lines)]])] if draft.chance.random() < 0.5 else list(lines)


def _contacts(draft: Draft) -> Table:
    chance = draft.chance
    glued, spaced, bracket = (chance.random() < share for share in (0.2, 0.4, 0.7))
    ranks = ["과장", *chance.choices(["사무관", "주무관", "서기관"], k=chance.choice([1, 1, 2]))]
    rows = []
    for n, rank in enumerate(ranks):
        name, phone = _person(chance), f"{draft.ministry.exchange}-{chance.randrange(1000, 10000)}"
        role = "담당자" if n else "책임자"
        draft.contacts.append(
            {"department": " ".join(draft.department), "role": role, "rank": rank, "name": name, "phone": phone}
        )
        shown = f"({phone})" if bracket or glued else phone
        wide = "  " if len(name) == 2 else " "
        seen = wide.join(name) if spaced else name
        label = "담당 부서" if n == 0 else "^"
        department = draft.department[n] if n < len(draft.department) else ""
        cells = [label, department, role if n < 2 else "", "과  장" if spaced and rank == "과장" else rank]
        rows.append([*cells, seen + shown] if glued else [*cells, seen, shown])
    return table(rows)


def _case(draft: Draft, track: str | None, grade: str | None) -> Facts:
    chance = draft.chance
    title = f"{chance.choice(words.PLACES)} {chance.choice(words.THINGS)} {chance.choice(words.DEEDS)}"
    body = chance.choice(words.BODIES).format(chance.choice(words.CITIES))
    fact = {"contest": draft.contest, "track": track, "grade": grade, "organization": body, "title": title}
    if any(case["title"] == title for case in draft.cases):
        return _case(draft, track, grade)
    draft.cases.append(fact)
    return fact


def _award_in_tables(draft: Draft) -> tuple[str, str, Blocks]:
    chance = draft.chance
    grades = chance.choice(words.GRADES)
    tracks: tuple[str | None, ...] = chance.choice([*words.TRACKS, (None,), (None,)])
    heads = chance.choice(words.GRADE_HEADS), chance.choice(words.BODY_HEADS), chance.choice(words.TITLE_HEADS)
    by_body = chance.random() < 0.5
    together = chance.random() < 0.6  # one table for all tracks, or one for each
    tables: list[list[list[str]]] = []
    for track in tracks:
        rows = []
        for grade in grades:
            for n in range(chance.choice([1, 1, 2, 3])):
                case = _case(draft, track, grade)
                named = [case["organization"], case["title"]] if by_body else [case["title"], case["organization"]]
                rows.append([grade if n == 0 else "^", *named])
        tables.append(rows)
    named_heads = [heads[1], heads[2]] if by_body else [heads[2], heads[1]]
    blocks: Blocks = []
    if tracks == (None,) or not together:
        for track, rows in zip(tracks, tables, strict=True):
            blocks += [
                "",
                f"< {track} 분야 >" if track else "< 수상 현황 >",
                "",
                table([[heads[0], *named_heads], *rows]),
            ]
    else:
        merged = [[("분야", heads[0])[n] for n in range(2)] + named_heads]
        for track, rows in zip(tracks, tables, strict=True):
            merged += [[(track or "") if n == 0 else "^", *row] for n, row in enumerate(rows)]
        blocks += ["", "< 선정 결과 >", "", table(merged)]
    lead = f"□ {draft.speaker} {draft.contest} 결과를 {_short_day(draft.day)} 발표했다."
    return f"{draft.ministry.short}, {draft.contest} 수상작 발표", _counted(draft), [lead, "", *_counts(draft), *blocks]


def _counted(draft: Draft) -> str:
    return f"현장의 문제를 푼 사례 {len(draft.cases)}건 선정"


def _counts(draft: Draft) -> Blocks:
    received = draft.chance.randrange(40, 900)
    draft.contests.append(
        {"name": draft.contest, "received": received, "selected": len(draft.cases), "frequency": None}
    )
    sentence = draft.chance.choice(
        [
            "□ 이번 대회에는 모두 {}건이 접수되었으며, 서면심사와 발표심사를 거쳐 최종 {}건을 선정했다.",
            " ㅇ 총 {}건의 사례가 응모했고, 전문가와 국민 평가단의 심사를 거쳐 {}건이 최종 선정됐다.",
        ]
    )
    return [sentence.format(received, len(draft.cases))]


def _award_in_prose(draft: Draft) -> tuple[str, str, Blocks]:
    grades = draft.chance.choice(words.GRADES)
    listed = []
    for grade, count in zip(grades, draft.chance.choice([(1, 2, 3), (1, 1, 2), (2, 2, 2)]), strict=True):
        cases = [_case(draft, None, grade) for _ in range(count)]
        named = ", ".join(f"△{case['title']}({case['organization']})" for case in cases)
        listed.append(f" ㅇ {grade}에는 {named}{'이' if len(cases) > 1 else ' 사례가'} 선정되었다.")
    lead = f"□ {draft.speaker} {draft.contest}의 수상 사례를 발표하였다."
    return f"{draft.contest} 수상 사례 발표", _counted(draft), [lead, "", *_counts(draft), "", *listed]


def _call(draft: Draft) -> tuple[str, str, Blocks]:
    chance = draft.chance
    last = draft.day + timedelta(days=chance.randrange(14, 60))
    counts = chance.choice([(1, 2, 3), (1, 3, 5), (2, 4, 6)])
    grades = chance.choice(words.GRADES[:4])
    planned = ", ".join(f"{g} {n}점({n * 50}만 원)" for g, n in zip(grades, counts, strict=True))
    draft.contests.append({"name": draft.contest, "received": None, "selected": sum(counts), "frequency": None})
    body: Blocks = [
        f" {draft.speaker} 국민의 생각을 정책에 담기 위해 ‘{draft.contest}’ 참가작을 모집한다.",
        "",
        f" 접수 기간은 {_short_day(draft.day)}부터 {_short_day(last)}까지이며 누구나 누리집에서 신청할 수 있다.",
        f" 심사를 거쳐 총 {sum(counts)}점을 선정하고 {planned}을 시상할 계획이다.",
        "",
        table(
            [["구분", "점수", "상금"], *[[g, f"{n}점", f"{n * 50}만 원"] for g, n in zip(grades, counts, strict=True)]]
        ),
    ]
    return f"{draft.ministry.short}, ‘{draft.contest}’ 참가자를 찾습니다", "누구나 누리집에서 신청", body


def _meeting(draft: Draft) -> tuple[str, str, Blocks]:
    chance, day = draft.chance, draft.day
    site = f"{chance.choice(words.SITES)} {chance.choice(words.HALLS)}"
    start, end = f"{chance.randrange(9, 15):02d}:{chance.choice(['00', '30'])}", f"{chance.randrange(15, 18)}:00"
    name = f"{chance.choice(words.SCHEMES)} {chance.choice(['토론회', '간담회', '성과 공유회', '업무협약식'])}"
    draft.events.append({"name": name, "date": day.isoformat(), "start": start, "end": end, "place": site})
    when = f"{_stamp(day)} {start}{chance.choice(['~', ' ~ ', '∼'])}{end}"
    box: Blocks = chance.choice(
        [
            [f"□ 일시 : {when}", f"□ 장소 : {site}"],
            [f" ㅇ (일시) {when}", f" ㅇ (장소) {site}"],
            [f" ㅇ (일시/장소) {when} / {site}"],
            [f"- 일 시 : {when}", f"- 장 소 : {site}"],
            [table([["일 시", when], ["장 소", site]])],
        ]
    )
    lead = f" {draft.speaker} {_short_day(day)} {site}에서 ‘{name}’ 행사를 열고 현장의 의견을 들었다."
    return (
        f"{draft.ministry.short}, {name} 개최",
        "현장의 목소리를 정책으로",
        [lead, "", f"< {name} 개요 >", *box, *_timetable(draft, start)],
    )


def _timetable(draft: Draft, start: str) -> Blocks:
    hour, minute = map(int, start.split(":"))
    marks = [f"{hour + (minute + add) // 60:02d}:{(minute + add) % 60:02d}" for add in (0, 10, 30, 60)]
    acts = ("개회 및 인사말", "사례 발표", "자유 토론")
    rows = [[f"{a}~{b}", act, _person(draft.chance)] for (a, b), act in zip(pairwise(marks), acts, strict=True)]
    return ["", table([["시 간", "내 용", "비 고"], *rows])]


def _figures(draft: Draft) -> tuple[str, str, Blocks]:
    chance = draft.chance
    thing = chance.choice(words.PLACES)
    rows = []
    for city in chance.sample(words.CITIES, 5):
        share, change = chance.randrange(100, 990) / 10, chance.randrange(10, 90) / 10
        rows.append([city, f"{share}", f"△{change}"])
    year = draft.day.year - 1
    body: Blocks = [
        f"□ {draft.speaker} {year}년 {thing} 실태조사 결과를 발표했다.",
        f" ㅇ 조사 대상은 총 {chance.randrange(500, 5000)}건이며 전년 대비 △{chance.randrange(1, 9)}.3% 변동했다.",
        "",
        table([["지역", f"{year}년", "증감"], *rows]),
    ]
    return f"{year}년 {thing} 실태조사 결과", "지역별 차이 줄어", body
