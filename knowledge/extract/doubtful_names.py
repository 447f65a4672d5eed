"""Names that hardly are any: a label, a grade, a rank, a question word or a noun of everyday where a name should be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from knowledge.extract.grades import is_grade
from knowledge.extract.lines import Doubts, bare
from knowledge.extract.people import is_rank
from knowledge.hangul import josa
from knowledge.model import Contact, Contest, Source, WinningCase
from knowledge.words.kinds import CONTEST_NOUN

_LABELS = (
    "성명 이름 소속 직급 직위 직책 부서 부서명 담당부서 기관 기관명 담당 담당자 책임자 실무자 연락처 전화 "
    "전화번호 구분 분야 부문 제목 내용 비고 번호 연번 순번 작품 작품명 사례 사례명 수상자 수상작 당선자 당선작 "
    "입상 입상자 심사 시상 일시 장소 대상 참석 참석자 문의 문의처 주소 팩스 이메일 등급 훈격 상금 주최 주관 "
    "후원"
)
_QUESTION_WORDS = "누구 누가 무엇 뭐 언제 어디 어디서 얼마 왜 어떻게 어떤 어느 몇"
_EVERYDAY = (
    "개인 단체 연합 채널 학교 초등학교 중학교 고등학교 대학교 대학 학생 교사 교수 시민 국민 주민 도민 직원 "
    "공무원 청년 어린이 청소년 일반인 가족 기업 회사 업체 사업 팀 모두 각각 우리 전국 전체 이번 올해 지난해 "
    "오늘 결과 최종 기타 관계자 누리집 홈페이지"
)
_WORDS = frozenset(f"{_LABELS} {_QUESTION_WORDS} {_EVERYDAY}".split())
_LONG = 6
_OFFICE = re.compile(r"[가-힣]{2,}(?:과|팀|국|실|담당관)")
_NO_CONTEST = re.compile(rf"(?:이번|올해|지난해|이|동)?(?:{CONTEST_NOUN}|대회|공모|포상|시상식?|상)")


def doubt_names(
    cases: Iterable[WinningCase], contacts: Iterable[Contact], contests: Iterable[Contest], doubts: Doubts
) -> None:
    """Notes every person, organization, department and contest whose name says nothing of who or what it is, once."""
    doubted: set[tuple[str, str]] = set()
    for what, name, source in _names(cases, contacts, contests):
        if is_no_name(what, name) and (what, name) not in doubted:
            doubted.add((what, name))
            words = f"{josa(f'‘{name}’', '을/를')} {what} 이름으로 읽었어요. 이름이 맞는지 확인해 주세요."
            doubts.add(source.line, words)


def is_no_name(what: str, name: str) -> bool:
    """Whether a name says nothing of who or what it is; `what` is 담당자, 부서, 대회, 기관 or 수상자."""
    squeezed = bare(name)
    if squeezed in _WORDS or is_grade(squeezed):
        return True
    match what:
        case "대회":
            return _NO_CONTEST.fullmatch(squeezed) is not None
        case "부서":
            return ":" in name
        case "담당자":
            return is_rank(squeezed) or _OFFICE.fullmatch(squeezed) is not None
        case _:  # 한국원자력연구원 ends like a rank
            return len(squeezed) < _LONG and is_rank(squeezed)


def _names(
    cases: Iterable[WinningCase], contacts: Iterable[Contact], contests: Iterable[Contest]
) -> Iterator[tuple[str, str, Source]]:
    for case in cases:
        yield from (("수상자", name, case.source) for name in (case.awardee or "").split(", ") if name)
        if case.organization:
            yield "기관", case.organization, case.source
    for contact in contacts:
        yield "담당자", contact.name, contact.source
        if contact.department:
            yield "부서", contact.department, contact.source
    for contest in contests:
        yield "대회", contest.name, contest.source
