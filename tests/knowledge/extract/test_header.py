from datetime import date

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import Facts

LEAD = "고용노동부(장관 김영훈)는 취업 취약계층을 돕는 새 사업을 널리 알린다고 밝혔다."


def read(text: str) -> Facts:
    return extract(read_bytes("a.txt", text.encode()))


def release(text: str) -> tuple[str, date | None, str | None]:
    (found,) = read(text).releases
    return found.title, found.date, found.ministry


@pytest.mark.parametrize(
    "head",
    [
        "\t보도자료",
        "고용노동부\t보도자료",
        "보 도 자 료",
        "\t\t보 도 자 료 http://www.moel.go.kr",
        "광\t보도참고자료",
        "공동배포 보도자료",
        "부\t보도자료\n광",
    ],
)
@pytest.mark.parametrize(
    "stamp",
    [
        "보도시점\t2026. 4. 13.(월) 10:00\t배포\t2026. 4. 10.(금) 08:30",
        "보도시점\t2026. 4. 13.(월) 10:00\t(2026. 4. 13.(월) 석간)",
        "보도 시점\t(온라인) 2026. 4. 13.(월) 12:00 (지 면) 2026. 4. 14.(화) 조간",
        "보도시점 : 2026. 4. 13.(월) 11:00 / 배포 : 2026. 4. 10.(금)",
        "보도시점\n(온라인) 2026. 4. 13.(월) 17:00\n(지  면) 2026. 4. 14.(화) 조간",
        "보도일시\t배포 즉시\n배포일시\t2026. 4. 13.(월)",
        "보도시점\t배포 즉시 보도 가능\t배포\t2026.4 .13.(월)",
        "보도시점\t< 4.13.(월) 조간 >\t배포\t2026. 4. 10.(금)",
    ],
)
def test_title_and_date_are_found_under_every_known_head(head: str, stamp: str) -> None:
    text = f"{head}\n\n{stamp}\n\n일자리 사업을 널리 알린다\n- 부제 하나\n\n{LEAD}\n"
    assert release(text) == ("일자리 사업을 널리 알린다", date(2026, 4, 13), "고용노동부")


def test_a_title_of_two_lines_is_joined_and_subtitles_lose_their_dashes() -> None:
    facts = read(f"2026.04.13 고용노동부\n새로운 일자리 사업을,\n함께 연다\n- 첫째 부제 -\n- 둘째 부제\n\n{LEAD}\n")
    assert facts.releases[0].title == "새로운 일자리 사업을, 함께 연다"
    assert facts.releases[0].subtitles == ("첫째 부제", "둘째 부제")


def test_subtitles_run_together_in_one_line_are_taken_apart() -> None:
    facts = read(f"보도시점\t2026. 4. 13.\n\n제목은 이것이다\n- 부제 하나 - - 부제 둘 -\n\n{LEAD}\n")
    assert facts.releases[0].subtitles == ("부제 하나", "부제 둘")


PAGE = f"""본문 바로가기 메인메뉴 바로가기

전자정부이 누리집은 대한민국 공식 전자정부 누리집입니다.

브리핑룸

콘텐츠 영역

올해의 상 수상자 선정

2024.01.05 고용노동부
글자크기 설정
목록
- 현장에서 애쓴 직원에 표창 -

{LEAD}

문  의:  고용서비스정책과  정승연(044-202-7329)

“이 자료는 고용노동부의 보도자료를 전재하여 제공함을 알려드립니다.”

이전다음기사

다음기사산림청, 임업인 정책자금 지원

추천 뉴스
정책브리핑 게시물 운영원칙에 따라 다음과 같은 게시물은 삭제 될 수 있습니다.
  • 1. 타인의 전화번호를 게시하는 경우 홍길동(044-111-2222)
"""


def test_a_web_page_gives_its_release_and_nothing_of_what_surrounds_it() -> None:
    facts = read(PAGE)
    assert release(PAGE) == ("올해의 상 수상자 선정", date(2024, 1, 5), "고용노동부")
    assert facts.releases[0].subtitles == ("현장에서 애쓴 직원에 표창",)
    assert [c.name for c in facts.contacts] == ["정승연"]
    everything = " ".join(p.text for p in facts.passages)
    assert "산림청" not in everything
    assert "게시" not in everything
    assert facts.warnings == ()


def test_what_a_release_tells_of_satisfaction_is_no_end_of_its_page() -> None:
    told = "□ 이번 조사에서는 디지털 콘텐츠에 대한 이용자의 만족도가 높게 나왔다.\n\n□ 다음 조사는 내년 6월에 시작한다."
    passages = read(PAGE.replace("문  의:", f"{told}\n\n문  의:")).passages
    assert passages[-1].text == "다음 조사는 내년 6월에 시작한다."


def test_without_a_printed_date_the_leads_day_is_taken_with_a_warning() -> None:
    facts = read(
        "청소년을 돕는다\n\n김문수 고용노동부 장관은 11. 14.(목) ‘24년도 우수사례를 시상하고 직원들을 격려했다.\n"
    )
    assert facts.releases[0].date == date(2024, 11, 14)
    assert any("첫 문단의 날짜" in w.text for w in facts.warnings)


def test_a_year_that_does_not_fit_the_weekday_is_not_taken() -> None:
    facts = read(
        "청소년을 돕는다\n\n김문수 고용노동부 장관은 11. 14.(목) ‘23년도 우수사례를 시상하고 직원들을 격려했다.\n"
    )
    assert facts.releases[0].date is None
    assert any("날짜를 찾지 못했어요" in w.text for w in facts.warnings)


@pytest.mark.parametrize(
    ("lead", "ministry"),
    [
        (
            "한국산업안전보건공단(KOSHA, 이사장 김현중, 이하 “공단”)은 오늘 서울교통공사를 방문했다고 알렸다.",
            "한국산업안전보건공단",
        ),
        (
            "과학기술정보통신부(부총리 겸 과기정통부 장관 배경훈, 이하 ‘과기정통부’)는 새 대회를 연다고 알렸다.",
            "과학기술정보통신부",
        ),
        (
            "산업통상부(장관 김정관, 이하 산업부)와 대한무역투자진흥공사(사장 강경성)는 함께 회의를 열었다.",
            "산업통상부",
        ),
        (
            "금융위원회는 관계기관 합동으로 점검회의를 열고 대출 동향을 살폈다고 밝혔다. 한국은행도 함께했다.",
            "금융위원회",
        ),
        ("김문수 고용노동부 장관은 우수사례를 시상하고 직원들을 격려하는 자리를 가졌다고 한다.", "고용노동부"),
    ],
)
def test_the_ministry_is_whom_the_lead_names_first(lead: str, ministry: str) -> None:
    assert (
        release(f"개인정보 보호위원회\t보도자료\n보도시점\t2026. 4. 13.\n\n제목은 이것이다\n\n{lead}\n")[2] == ministry
    )


def test_a_text_without_anything_has_its_files_name_and_warnings() -> None:
    facts = read("□ 짧다\n")
    assert facts.releases[0].title == "a.txt"
    assert {w.text for w in facts.warnings} == {
        "제목을 찾지 못했어요.",
        "보도 날짜를 찾지 못했어요.",
        "어느 기관의 보도자료인지 찾지 못했어요.",
    }


def test_passages_stand_under_their_headings_and_the_speakers_words_under_none() -> None:
    facts = read(
        "2024.01.05 고용노동부\n제목은 이것이다\n\n"
        + LEAD
        + "\n\n① 맞춤형 서비스 제공\n구직자에게 필요한 서비스를 연계해 제공한 직원이 수상자로 뽑혔다.\n\n"
        "이정식 장관은 “현장의 직원들에게 감사하다.”라고 밝혔다.\n"
    )
    assert [p.heading for p in facts.passages] == [None, "① 맞춤형 서비스 제공", None]


@pytest.mark.parametrize(
    ("first", "second"),
    [("누름 공단 ‘작은 일터", "안전 살피기’ 본격 시행"), ("일하는 방식이 바뀌는 과정에서", "함께 사는 길을 찾다.")],
)
def test_a_title_that_its_line_break_leaves_open_goes_on_in_the_next_line(first: str, second: str) -> None:
    text = f"보도자료\n보도시점\t2026. 4. 13.(월) 10:00\n\n{first}\n{second}\n- 작은 제목이 있다\n\n{LEAD}\n"
    assert release(text)[0] == f"{first} {second}"
