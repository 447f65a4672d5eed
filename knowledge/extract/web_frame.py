"""What a web page put around a release: menus before it, other articles and posting rules after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from knowledge.dates import find_dates
from knowledge.extract.lines import Line, bare
from knowledge.words.organizations import BODY_END

# Lines of site furniture, compared without spaces.
_FURNITURE = re.compile(
    r"(?:본문|메인메뉴|메뉴|주메뉴|하단)바로가기.*"
    r"|.*(?:전자정부)?이?누리집은대한민국공식전자정부.*|국민누구나원하는일자리.*|태극기이누리집은.*"
    r"|브리핑룸|콘텐츠영역|글자크기설정|글자크기|목록|인쇄|인쇄하기|공유|공유하기|홈|정책뉴스|뉴스·?소식|보도자료목록"
    r"|말하기속도.*|본문듣기.*|.*본문듣기를종료하였습니다.*|조회수?:?\d*"
    r"|(?:등록일|작성일|게시일):?[\d.\-: ]*|첨부파일|첨부"
    r"|다운로드.*바로보기.*|(?:페이스북|트위터|카카오톡|네이버밴드|URL복사|SNS공유).*"
)
_AFTER = re.compile(
    r".*보도자료를?전재하여제공.*|이전다음기사.*|(?:이전|다음)기사.*|(?:히단|하단)배너영역|추천뉴스|많이본[,，]?.*|정책브리핑게시물운영원칙.*"
    r"|공공누리.*출처표시.*|본저작물은.?공공누리.*|.*콘텐츠.*만족도.*|.*만족하십니까.*|담당자안내|관련뉴스|댓글.*"
)
_REPRINT = re.compile(r"이 자료는 (?P<ministry>[가-힣]{2,20}?)의 보도자료를")
_STAMP = re.compile(
    rf"(?P<day>20\d\d[.-]\s?\d{{1,2}}[.-]\s?\d{{1,2}})\.?\s+(?P<ministry>[가-힣]{{1,15}}(?:{BODY_END}|원))"
)
_POSTED = re.compile(
    r"(?:(?:등록|작성|게시)일[자시]?|article:published_time|datePublished)"
    r"\s*:?\s*(?P<day>20\d\d[.-]\s?\d{1,2}[.-]\s?\d{1,2})"
)


@dataclass(frozen=True, slots=True)
class Page:
    """The release's own lines, and the day and ministry that the page around it states."""

    lines: tuple[Line, ...]
    posted: date | None
    ministry: str | None


def open_page(lines: tuple[Line, ...]) -> Page:
    """Takes the release out of its page. Text that stands in no page comes back whole."""
    kept: list[Line] = []
    posted: date | None = None
    ministry: str | None = None
    for index, line in enumerate(lines):
        squeezed = bare(line.text)
        if reprint := _REPRINT.search(line.text):
            ministry = ministry or reprint["ministry"]
        # Nothing heads the list of other articles but the release itself, so a release must have begun.
        if len(kept) > 2 and _AFTER.fullmatch(squeezed):
            break
        stamp = _STAMP.fullmatch(line.text) if index < 40 else None
        if stamp and posted is None:
            posted, ministry = _day(stamp["day"]), stamp["ministry"]
            kept = _headline(kept)
            continue
        if stated := _POSTED.search(line.text) if index < 40 and len(line.text) < 60 else None:
            posted = posted or _day(stated["day"])
            continue
        if not _FURNITURE.fullmatch(squeezed):
            kept.append(line)
    return Page(tuple(kept), posted, ministry)


def _headline(before: list[Line]) -> list[Line]:
    """Of the lines before the page's date stamp only the last block is the headline."""
    start = len(before)
    while start > 0:
        start -= 1
        if before[start].gap:
            break
    return before[start:]


def _day(text: str) -> date | None:
    found = find_dates(text)
    return found[0].day if found else None
