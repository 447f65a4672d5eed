"""How many came in and how many were chosen: this year's, of this contest, in the many ways of saying it."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import Contest, EventKind

HEAD = "보도시점\t2026. 5. 20.(수) 12:00\n\n{title}\n\n{lead}\n\n"
LEAD = "해맑음부(장관 이하늘)는 ‘2026년 해맑음 정책 공모전’의 결과를 발표했다."


def contests(text: str, lead: str = LEAD, title: str = "국민의 생각이 정책으로") -> tuple[Contest, ...]:
    release = HEAD.format(title=title, lead=lead) + text + "\n"
    return extract(read_bytes("a.txt", release.encode())).contests


@pytest.mark.parametrize(
    ("text", "received", "selected"),
    [
        ("이번 공모전에는 총 312건의 제안이 접수되어 최종 9건이 선정됐다.", 312, 9),
        ("총 570여 건이 응모한 가운데 전문가 심사를 거쳐 12건을 최종 선정했다.", 570, 12),
        ("접수된 1,204편 중 서류심사와 발표심사를 거쳐 15편을 뽑았다.", 1204, 15),
        ("3월 2일부터 한 달간 248개 팀이 참가 신청했으며, 본선을 거쳐 8개 팀이 수상했다.", 248, 8),
        ("전국에서 출품된 작품 435점 가운데 27점이 수상작으로 선정됐다.", 435, 27),
        ("지난해 127건보다 늘어난 194건이 접수됐다. 이 중 6건을 선정했다.", 194, 6),
        ("작년(88건)보다 두 배 많은 176건이 접수되었다.", 176, None),
        ("심사위원회는 98건의 추천 사례 중 10건을 우수사례로 선정하였다.", 98, 10),
        ("총 64건 중 최종 7건을 선정했다.", 64, 7),
        ("총 2천여 명이 응모해 높은 관심을 보였다.", 2000, None),
        ("이번 공모전은 올해로 3회째다.", None, None),
        ("총상금 1,000만 원을 수여한다. 시상식에는 120명이 참석했다.", None, None),
        ("한편 ‘청년 창업 지원사업’에는 1,027명이 신청했다.", None, None),
        ("대상 1건, 최우수상 2건, 우수상 3건을 선정했다.", None, 6),
        ("대상 1팀, 최우수상 2팀, 장려상 5팀 등 총 8팀을 시상했다.", None, 8),
        (
            "홍보 영상 공모전을 열어 우수한 10개 팀에 총 750만 원의 상금을 주었다. "
            "또 후원단 활동이 돋보인 새벽팀 등 총 4개 팀에 상장과 상금이 돌아갔다.",
            None,
            10,
        ),
        ("한편 수상자들이 상을 받는 시상식은 내달 열린다.", None, None),
        ("누적 5천여 건이 접수된 대표 공모전이다.", None, None),
        ("1차 심사에서 30건을 선정하고, 2차 심사를 거쳐 최종 10건을 선정했다.", None, 10),
        ("2013년부터 2025년까지 총 3,400건이 접수되었다.", None, None),
        ("전국에서 213곳이 예선에 참가했고, 국민평가단 50명이 점수를 매겨 10곳의 순위를 정했다.", 213, 10),
        ("올해는 466개 기업이 신청하여 심사를 거쳐 24개 기업이 뽑혔다.", 466, 24),
        ("11개 센터가 낸 37건 가운데 6건이 발표에 나섰으며 심사를 거쳐 네 건을 시상했다.", 37, 4),
        ("26개 나라 출신 1,286명이 글을 보내왔으며, 그 가운데 16편이 수상작으로 뽑혔다.", 1286, 16),
        ("수기 203편과 영상 61편 등 모두 264편이 들어왔다. 수기 4건, 영상 3건을 시상했다.", 264, 7),
        ("접수한 결과 총 731작품(그림책 322, 노래 91)이 응모되어 9작품이 뽑혔다.", 731, 9),
        ("60건을 추렸고, 발표심사로 최종 순위를 정했다. 수상작 10점을 7일 발표했다.", None, 10),
        ("총 5,120명이 참여한 국민투표를 거쳐 대상 1건, 우수상 3건, 장려상 6건이 최종 선정되었다.", None, 10),
        ("예선에 참가한 87개 팀 중 12개 팀이 본선에서 겨뤘으며 최종 5개 팀이 영예를 안았다.", 87, 5),
        ("추진 경과: 접수(4.1~4.30, 143건) → 1차 심사(30건) → 최종 선정(9건)", 143, 9),
        ("성과를 낸 4개 센터를 소개한다. 대회 첫해에는 63건이 접수됐다.", None, None),
    ],
)
def test_counts_are_read(text: str, received: int | None, selected: int | None) -> None:
    (contest,) = contests(text)
    assert (contest.received, contest.selected) == (received, selected)


@pytest.mark.parametrize(
    ("text", "frequency"),
    [
        ("이번 공모전은 매년 열린다.", "매년"),
        ("이번 공모전은 분기별로 진행된다.", "분기별"),
        ("이번 공모전은 연 2회 개최된다.", "연 2회"),
        ("이번 공모전은 올해로 3회째를 맞았다.", None),
        ("이번 공모전은 2013년 시작되었다.", None),
    ],
)
def test_how_often_is_read_only_where_it_is_said(text: str, frequency: str | None) -> None:
    (contest,) = contests(text)
    assert contest.frequency == frequency


@pytest.mark.parametrize(
    ("title", "lead", "name"),
    [
        (
            "국민의 생각이 정책으로",
            "해맑음부(장관 이하늘)는 ｢제7회 해맑음 사진 공모전｣ 수상작을 발표했다.",
            "제7회 해맑음 사진 공모전",
        ),
        (
            "2026년 적극행정 우수사례 경진대회 개최",
            "해맑음부(장관 이하늘)는 5월 20일 정부세종청사에서 2026년 적극행정 우수사례 경진대회를 개최했다.",
            "2026년 적극행정 우수사례 경진대회",
        ),
        (
            "데이터로 여는 내일, 활용 아이디어를 찾습니다",
            "해맑음부(장관 이하늘)는 「해맑음 공공데이터 활용 창업경진대회」 참가자를 모집한다고 밝혔다.",
            "해맑음 공공데이터 활용 창업경진대회",
        ),
        (
            "5월의 해맑음인 선정",
            "해맑음청(청장 이하늘)은 ‘5월의 해맑음인’을 선정하여 시상했다고 20일 밝혔다.",
            "5월의 해맑음인",
        ),
        (
            "솜씨를 겨룬 한 해",
            "해맑음청(청장 이하늘)은 ‘2026 올해의 해맑음 달인’ 시상식을 열었다.",
            "2026 올해의 해맑음 달인",
        ),
        (
            "일터가 바뀐다",
            "해맑음부(장관 이하늘)는 ‘2026년 노사문화 우수기업’ 15개사를 선정했다고 밝혔다.",
            "2026년 노사문화 우수기업",
        ),
        (
            "상반기 적극행정 우수공무원 7명 선발",
            "해맑음부(장관 이하늘)는 2026년 상반기 적극행정 우수공무원을 선발했다고 밝혔다.",
            "2026년 상반기 적극행정 우수공무원",
        ),
    ],
)
def test_a_contest_is_named_by_title_or_lead(title: str, lead: str, name: str) -> None:
    (contest,) = contests("자세한 내용은 누리집에 있다.", lead=lead, title=title)
    assert contest.name == name


def test_a_call_for_entries_has_a_period_and_no_winners() -> None:
    text = (
        "제안은 5월 20일(수)부터 6월 19일(금)까지 누리집에서 접수한다.\n\n"
        "대상 1건, 최우수상 2건, 우수상 3건을 선정하여 상금을 수여할 예정이다.\n\n"
        "붙임\t\t공모전 개요\n\n구분\t시상\t건수\t상금\n대상\t장관상\t1건\t300만원\n우수상\t장관상\t2건\t100만원\n"
    )
    lead = "해맑음부(장관 이하늘)는 ‘2026년 해맑음 정책 공모전’을 개최한다고 밝혔다."
    facts = extract(read_bytes("a.txt", (HEAD.format(title="제안을 기다립니다", lead=lead) + text).encode()))
    (contest,) = facts.contests
    assert (contest.received, contest.selected) == (None, None)
    assert any(note.startswith("접수 기간: 5월 20일(수)부터 6월 19일(금)") for note in contest.notes)
    assert facts.cases == ()
    assert [(e.kind, e.date) for e in facts.events] == [
        (EventKind.OPENING, date(2026, 5, 20)),
        (EventKind.DEADLINE, date(2026, 6, 19)),
    ]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("전국에서 153개 화장실이 응모했다.", "개 화장실"),
        ("30개의 작품이 접수됐다.", "개"),
        ("248개 팀이 참가 신청했다.", "개팀"),
    ],
)
def test_what_is_counted_reads_as_korean_is_spaced(text: str, unit: str) -> None:
    [contest] = contests(text)
    assert contest.unit == unit
