import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.extract.stages import read_stages
from knowledge.model import Contest, HalfCount, Stage

HEAD = "보도시점\t2026. 4. 13.(월)\n\n{title}\n\n고용노동부(장관 김영훈)는 {lead}\n\n"

BLOCK = """□ 2024년 고용노동부 『적극행정 우수사례 경진대회』

- (목적) 우리부 내 적극행정 우수사례* 발굴·확산 및 수상기관 격려(연 2회)
- (경과) 총 84점 접수(상반기 44건, 하반기 40건) → 1·2차 심사(실무 심사) 50건 선정(상·하반기 각 25건)\
 → 최종(적극행정위원회) 22점 선정(상·하반기 각 11점)
 - * 우수사례 16점 중 4점 범부처 우수사례 경진대회(인사처 주관) 출품

□ 2024년 고용노동부 『일하는 방식 개선 아이디어 공모전』

- (목적) 현장의 시선으로 혁신하기 위해 전 직원 대상 아이디어 공모* 실시(연1회)
 - * ①더하자(편의 증진), ②바꾸자(제도 개선), ③빼자(업무 제거) 3개 분야
- (경과) 총 59건 접수 → 1·2차 심사(실무 및 새내기 소통 리더단* 심사) 24점 선정 → 최종 6점 선정
 - * 공직문화 개선을 위한 자체 모임
"""


def contests(
    text: str, title: str = "제목은 이것이다", lead: str = "새 사업을 시작한다고 밝혔다."
) -> tuple[Contest, ...]:
    return extract(read_bytes("a.txt", (HEAD.format(title=title, lead=lead) + text).encode())).contests


def test_a_contests_block_gives_all_its_fields() -> None:
    first, second = contests(BLOCK)
    assert first.name == "2024년 고용노동부 적극행정 우수사례 경진대회"
    assert (first.series, first.year, first.frequency) == ("적극행정 우수사례 경진대회", 2024, "연 2회")
    assert first.purpose == "우리부 내 적극행정 우수사례 발굴·확산 및 수상기관 격려"
    assert (first.received, first.selected, first.unit) == (84, 22, "점")
    assert first.notes == ("우수사례 16점 중 4점 범부처 우수사례 경진대회(인사처 주관) 출품",)
    assert second.fields == ("더하자(편의 증진)", "바꾸자(제도 개선)", "빼자(업무 제거)")
    assert second.eligibility == "전 직원 대상"
    assert second.frequency == "연 1회"
    assert second.notes == ("공직문화 개선을 위한 자체 모임",)


def test_stages_know_their_judges_and_their_halves() -> None:
    first, _ = contests(BLOCK)
    assert first.stages == (
        Stage("접수", None, 84, "점", (HalfCount("상반기", 44), HalfCount("하반기", 40))),
        Stage("1·2차 심사", "실무 심사", 50, "건", (HalfCount("상반기", 25), HalfCount("하반기", 25))),
        Stage("최종", "적극행정위원회", 22, "점", (HalfCount("상반기", 11), HalfCount("하반기", 11))),
    )


def test_a_line_without_arrows_has_no_stages() -> None:
    assert read_stages("총 59건을 접수하여 6점을 선정") == ()


def test_fields_may_say_who_enters() -> None:
    (contest,) = contests(
        "□ 2024년 『정부혁신 우수사례 경진대회』\n\n- (목적) 우수사례 발굴(연 1회)\n"
        " - * ①미래를 대비하는 정부, ②문제를 해결하는 정부 분야로 구분하여 기관(부서) 단위 접수, 시상\n"
    )
    assert contest.fields == ("미래를 대비하는 정부", "문제를 해결하는 정부")
    assert contest.eligibility == "기관(부서) 단위 접수"


def test_an_award_may_stand_in_prose_only() -> None:
    text = (
        "- 발로 뛴 4개 센터·부서와 32명의 직원에 장관표창 수여 -\n\n"
        "「올해의 고용서비스상」 은 센터와 직원을 격려하고, 우수사례를 "
        "확산하기 위해 2005년부터 매년 선정·시상하고 있다.\n"
    )
    head = "2024.01.05 고용노동부\n"
    facts = extract(read_bytes("a.txt", ("2023년 「올해의 고용서비스상」 수상자 선정\n" + head + text).encode()))
    (award,) = facts.contests
    assert (award.name, award.series, award.year) == ("2023년 올해의 고용서비스상", "올해의 고용서비스상", 2023)
    assert (award.frequency, award.since) == ("매년", 2005)
    assert award.winners == "4개 센터·부서와 32명의 직원, 장관표창"
    assert (award.received, award.selected) == (None, None)
    assert award.purpose == "센터와 직원을 격려하고, 우수사례를 확산하기 위해"


@pytest.mark.parametrize(
    ("sentence", "received", "selected"),
    [
        ("역대 최대 규모인 194건의 아이디어가 접수되었다.", 194, None),
        ("첫 회 52건, 지난해 127건의 아이디어를 접수했다. 올해는 194건이 접수됐다.", 194, None),
        ("총 10,000건 이상의 응모작을 제출하여 관심을 보였다.", 10000, None),
        ("총 570여 건이 접수된 가운데 최종 12건을 선정했다.", 570, 12),
        ("누적 5,900여 팀이 참여한 국내 대표 대회로, 총 23개 수상작이 선정된다.", None, 23),
        ("1차 평가로 50개 내외의 우수 프로젝트를 선정한다.", None, None),
        ("4단계를 거쳐 총 15건(부문별 5건)을 선정한다.", None, 15),
    ],
)
def test_counts_in_prose_are_this_years_and_final(sentence: str, received: int | None, selected: int | None) -> None:
    (contest,) = contests(f"이번 대회에는 {sentence}\n", lead="‘2026년 혁신 아이디어 공모전’의 결과를 알린다고 밝혔다.")
    assert (contest.received, contest.selected) == (received, selected)


def test_two_different_counts_are_a_warning_and_no_count() -> None:
    facts = extract(
        read_bytes(
            "a.txt",
            (
                HEAD.format(title="제목은 이것이다", lead="‘2026년 혁신 아이디어 공모전’의 결과를 알린다고 밝혔다.")
                + "이번에 총 120건이 접수되었다.\n\n또 총 130건이 접수되었다고 한다.\n"
            ).encode(),
        )
    )
    assert facts.contests[0].received is None
    assert any("여러 가지" in w.text for w in facts.warnings)


@pytest.mark.parametrize(
    "words", ["국제정세와 ‘세상’ 이야기를", "‘피해보상’ 절차를", "‘기업 육성 지원사업’에", "“일상을 지킨다”며 사업을"]
)
def test_other_quoted_words_are_no_contest(words: str) -> None:
    assert contests("", lead=f"{words} 선정하여 시상 없이 알린다고 밝혔다.") == ()


def test_when_to_apply_is_a_note_of_the_contest() -> None:
    (contest,) = contests(
        "이번 공모전은 국민 누구나 참여할 수 있으며, 4. 13.(월)~4. 19.(일)까지 접수한다.\n",
        lead="‘정상화 과제 제안 공모전’을 연다고 밝혔다.",
    )
    assert contest.notes == ("접수 기간: 4. 13.(월)~4. 19.(일)",)
    assert contest.eligibility is not None
    assert "누구나" in contest.eligibility
