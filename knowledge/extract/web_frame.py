"""What a web page put around a release: menus before it, other articles and posting rules after it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from knowledge.dates import find_dates
from knowledge.extract.lines import Line, bare
from knowledge.extract.people import is_person
from knowledge.words.organizations import BODY_END, TOWN_END

# Lines of site furniture, compared without spaces.
_FURNITURE = re.compile(
    r"(?:본문|메인메뉴|메뉴|주메뉴|하단)바로가기.*|[•·]?(?:공식누리집주소|아이콘또는HTTPS)확인하기|go\.kr주소를.*|웹브라우저의주소.*"
    r"|.*(?:전자정부)?이?누리집은대한민국공식전자정부.*|국민누구나원하는일자리.*|태극기이누리집은.*"
    r"|브리핑룸|콘텐츠영역|글자크기설정|글자크기|목록|인쇄|인쇄하기|공유|공유하기|홈|정책뉴스|뉴스·?소식|보도자료목록"
    r"|말하기속도.*|본문듣기.*|.*본문듣기를종료하였습니다.*|조회수?:?\d*"
    r"|(?:등록일|작성일|게시일):?[\d.\-: ]*|첨부파일|첨부"
    r"|다운로드.*바로보기.*|(?:페이스북|트위터|카카오톡|네이버밴드|URL복사|SNS공유).*"
)
_AFTER = re.compile(
    r".*보도자료를?전재하여제공.*|이전다음기사.*|(?:이전|다음)기사.*|(?:히단|하단)배너영역|추천뉴스|많이본[,，]?.*|정책브리핑게시물운영원칙.*"
    r"|공공누리.*출처표시.*|본저작물은.?공공누리.*|.*만족하십니까.*|담당자안내|관련뉴스|댓글.*"
)
_STAMP = re.compile(
    rf"(?P<day>20\d\d[.-]\s?\d{{1,2}}[.-]\s?\d{{1,2}})\.?\s+(?P<ministry>[가-힣]{{1,15}}(?:{BODY_END}|원))"
)
_POSTED_BY = re.compile(rf"부서명?\s?[|:]?\s?(?P<ministry>[가-힣]{{2,15}}(?:{BODY_END}|원|정책처))(?![가-힣])")
# A line of the page that says when it was posted: a whole day, and beside it only labels, hours, counts and names.
_WHOLE_DAY = re.compile(r"(?P<day>(?<!\d)20\d\d\s?[.\-/]\s?\d{1,2}\s?[.\-/]\s?\d{1,2})\.?(?!\d)")
_BESIDE_DAY = re.compile(
    r"(?:(?:승인|최종|기사|입력|수정|등록|작성|게시|발행)(?:일시|일자|일)?|article:published_time|datePublished|조회수?\d*|댓글\d*|by|관리자|\|[가-힣*\d]{0,12}(?=\||$)"
    r"|[가-힣]{2,4}(?:기자|\|)|작성자[가-힣*]{0,4}|편집부|[()]|(?<=\d)[가-힣]{2,4}$|(?:담당|등록)?부서명?(?:(?!부서|승인|입력|등록|작성|게시|조회|분류)[가-힣])*+|T?\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:[+]\d\d:?\d\d|Z)?|\([월화수목금토일]\)|[|•·:,\-]|분류(?:(?!부서|승인|입력|등록|작성|게시|조회|분류)[가-힣])*+)*"
)


# What a board says of a post, its value in the same line or in the next: `- 부서명`, `- 부산광역시 대변인`.
_OF_POST = re.compile(
    r"[-•·]?(?P<label>작성자|날짜|(?:작성|등록|게시|공고)일자?|등록자|조회수?|부서명?|담당부서|담당자|연락처|전화번호|첨부파일|고시공고(?:구분|번호)|공공누리"
    r"|주제어|분류정보|촬영(?:장소|자|일자)|사진설명|내용)[:|]?(?P<value>.{0,20})"
)
_POSTED = re.compile(r"날짜|(?:작성|등록|게시|공고)일자?")
_BODY = re.compile(rf"(?P<name>[가-힣]{{2,15}}?(?:{BODY_END}|{TOWN_END}|원))(?=\s|$)")
_OF_BOARDS = re.compile(r"[-•·]?(?:조회수?|작성일|공고일자)[:|]?\d*")
# Lines of a page's head; further down is text.
_HEAD = 40
_SHORTEST_TITLE = 10
_TITLE_ROW = re.compile(r"^제\s?목(?=[\s|:(])\s?[|:]?\s*")
# A line of this length is a sentence of the text.
_LONG = 60
_WORD = re.compile(r"[가-힣A-Za-z]{2,}")
_OF_PAGES = ("보도자", "자료", "알림", "공지", "소식", "게시판", "담당부", "대한민", "전자정", "누리집", "페이지")
_DATED = re.compile(r"\s*date\s(?P<day>20\d\d-\d\d(?:-\d\d)?)\s")
# A day under one of these, or behind a bullet, is told by the release: `○ 일 시` over `- 2026. 5. 21.(목)`.
_ITEMS = ("-", "○", "❍", "◎", "●", "ㅇ", "□", "*", "※", "▶", "◇", "◦")
_LABEL_ABOVE = re.compile(r"(?:일시|기간|일자|날짜|때)[:：]?$")
_LABELS_OF_POSTING = re.compile(r"승인|입력|등록|작성|게시|발행|수정|조회")
_OFFICIAL = re.compile(r"보도시점|보도일시|배포")


@dataclass(frozen=True, slots=True)
class Page:
    """The release's own lines, and the day and ministry that the page around it states."""

    lines: tuple[Line, ...]
    posted: date | None
    ministry: str | None


def open_page(lines: tuple[Line, ...]) -> Page:
    """Takes the release out of its page. Text that stands in no page comes back whole."""
    is_official = any(_OFFICIAL.match(bare(line.text)) for line in lines[:_HEAD])
    headline = None if is_official else _headline_at(lines)
    kept: list[Line] = []
    stamped = False
    framed = {} if is_official else _framed(lines[:_HEAD])
    posted = next((day for label, value in framed.values() if _POSTED.match(label) and (day := _day(value))), None)
    posters = [value for label, value in framed.values() if label in ("부서명", "작성자", "담당부서")]
    ministry = next((named["name"] for value in posters if (named := _BODY.match(value))), None)
    for index, line in enumerate(lines):
        if index in framed:
            continue
        squeezed = bare(line.text)
        stated = _posted(line) if index < _HEAD else None
        if index and _LABEL_ABOVE.search(bare(lines[index - 1].text)) and not _LABELS_OF_POSTING.search(line.text):
            stated = None
        # Nothing heads the list of other articles but the release itself, so a release must have begun.
        if stated is None and len(kept) > 2 and _AFTER.fullmatch(squeezed):
            break
        if index == headline:
            kept = []
            dated = _DATED.match(line.text)
            posted = posted or (_day(dated["day"]) if dated else None)
            line = replace(line, text=_TITLE_ROW.sub("", line.text[dated.end() :] if dated else line.text))
        elif index < _HEAD and (stamp := _STAMP.fullmatch(line.text)) and posted is None:
            posted, ministry = _day(stamp["day"]), stamp["ministry"]
            continue
        elif stated is not None:
            # A bare day far above the headline is that of the visit.
            if headline is None or index > headline - 4:
                posted = posted or _day(stated)
            if by := _POSTED_BY.search(line.text):
                ministry = ministry or by["ministry"]
            stamped = True
            continue
        if not _FURNITURE.fullmatch(squeezed):
            # What was taken out stood between this line and the one before.
            kept.append(replace(line, gap=True) if stamped else line)
            stamped = False
    return Page(tuple(kept), posted, ministry)


def _framed(head: tuple[Line, ...]) -> dict[int, tuple[str, str]]:
    """The lines of a board's frame, each with its label and value; a label's value may be the next line."""
    if not any(_OF_BOARDS.fullmatch(bare(line.text)) for line in head):
        return {}
    framed: dict[int, tuple[str, str]] = {}
    for index, line in enumerate(head):
        of = _OF_POST.fullmatch(bare(line.text))
        if index in framed or of is None or line.row is not None:
            continue
        value = line.text.partition(of["label"])[2].strip(" :|")
        framed[index] = (of["label"], value)
        following = head[index + 1] if index + 1 < len(head) else None
        if (
            value
            or following is None
            or of["label"] in ("내용", "사진설명")
            or _OF_POST.fullmatch(bare(following.text))
        ):
            continue
        if len(following.text) < _LONG // 2:
            framed[index] = framed[index + 1] = (of["label"], following.body or following.text)
    return framed


def _headline_at(lines: tuple[Line, ...]) -> int | None:
    """Where the headline of a page stands: what is printed twice, else the first line whose words the text uses.

    Menus, counts and labels above it have no words in common with the text.
    """
    head = lines[:_HEAD]
    if (twice := _repeated(head)) is not None:
        return twice
    if (labelled := next((n + 1 for n, line in enumerate(head[:-1]) if bare(line.text) == "제목"), None)) is not None:
        return labelled
    if (dated := next((n for n, line in enumerate(head[:3]) if _DATED.match(line.text)), None)) is not None:
        return dated
    long = [n for n, line in enumerate(lines) if len(line.text) >= _LONG]
    lead = next((n for n in long if lines[n].bullet not in ("※", "*")), next(iter(long), None))
    if lead is None:
        return None
    for index, line in enumerate(head[:lead]):
        text = " ".join(line.text for line in lines[index + 1 :] if len(line.text) >= _LONG // 2)
        words = [word[:3] for word in _WORD.findall(_TITLE_ROW.sub("", line.text))]
        known = [word for word in dict.fromkeys(words) if word in text and word not in _OF_PAGES]
        if re.search(r"(?:로고|검색|메뉴|닫기|더보기)$", line.text):
            continue
        is_name = len(words) < 3 and all(
            re.search(r"(?:부|처|청|관|원|시|군|구|공단|공사)$", word) for word in line.text.split()
        )
        is_item = line.bullet in _ITEMS or bool(_WHOLE_DAY.search(line.text))
        if line.row is not None or line.text.endswith("다.") or is_name or is_item or _posted(line):
            continue
        if len(known) >= 2 and len(known) * 5 >= len(set(words)) * 2:
            return index
    return None


def _repeated(head: tuple[Line, ...]) -> int | None:
    """Where the headline stands the second time: pages print it above their own frame and again over the text."""
    seen: set[str] = set()
    for index, line in enumerate(head):
        title = bare(_TITLE_ROW.sub("", line.text)).strip("|")
        is_line = line.row is None and line.bullet not in _ITEMS and not title.endswith("다.")
        if len(title) >= _SHORTEST_TITLE and title in seen and is_line:
            return index
        seen.add(title)
    return None


def _posted(line: Line) -> str | None:
    """The day in a line that tells nothing but when the page was posted."""
    if len(line.text.rstrip("| ")) >= 90 or (line.bullet in _ITEMS and not _LABELS_OF_POSTING.search(line.text)):
        return None
    if short := re.search(r"(?:등록|작성)일\s?[|:]?\s?(?P<day>\d\d[.-]\d\d[.-]\d\d)(?!\d)", line.text):
        return f"20{short['day']}"
    found = {day["day"] for day in _WHOLE_DAY.finditer(line.text)}
    if len(found) != 1:
        return None
    (day,) = found
    beside = bare(_WHOLE_DAY.sub("", line.text))
    return day if _BESIDE_DAY.fullmatch(beside) or is_person(beside) else None


def _day(text: str) -> date | None:
    found = find_dates(text)
    return found[0].day if found else None
