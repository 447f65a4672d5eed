"""A release's head: title, subtitles, date, ministry, and where its text begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from knowledge.dates import FoundDate, find_dates
from knowledge.extract.lines import Doubts, Line, bare
from knowledge.extract.organizations import ministries
from knowledge.extract.page import Page

__all__ = ["Header", "body_of", "read_header"]

_KIND = re.compile(
    r".{0,14}?(?:공동|합동)?(?:보도|배포|참고|설명|해명|동정)?(?:보도자료|참고자료|설명자료|해명자료|동정자료|보도참고자료|보도설명자료|긴급지시|모두발언)"
    r"(?:\(.*\))?(?:https?://\S*|www\S*)?"
)
_PUBLISHED = re.compile(r"보도(?:시점|일시|일|시기)|엠바고|보도및배포")
_RELEASED = re.compile(r"배포(?:시점|일시|일자|일)?|제공일시?|작성일자?|등록일")
_CONTINUED_TIME = re.compile(
    r"^[(<]?\s?(?:온라인|지\s*면|누리망|방송|인터넷|조간|석간|통신)|^즉시|^배포\s?즉시|^배포\s?후|[조석]간\s?[)>]"
)
_CONTACT_LABEL = re.compile(r"담당부서|담당과장|담당자|자료문의|배포부서|문의|매수|총\d+매|담당")
_SUBTITLE = re.compile(r"^(?:[-–―▴▪]|\*(?=\s))\s?")
_UNFINISHED = re.compile(
    r"(?:[,·…\-]|(?<=[가-힣])(?:의|와|과|를|을|에|및|위한|위해|으로|하는|되는|있는|위하여|따른|대한|통한|맞은|까지|부터))$"
)
_BODY_BULLET = "□■◇◆○●ㅇ①❶➊"
_BODY_START = re.compile(
    r"^[가-힣A-Za-z·]{2,25}\s?\([^)]{0,40}(?:장관|처장|청장|위원장|원장|이사장|총장|사장|관장|소장|총재|회장|교육감|시장|지사)\s"
)
_CHIEF = (
    "장관|처장|청장|위원장|원장|이사장|총장|사장|관장|소장|총재|회장|행장|교육감"
    "|시장|도지사|군수|구청장|본부장|센터장|장"
)
_LED = re.compile(
    rf"(?P<name>[가-힣A-Za-z]{{2,25}})\s?\((?=[^()]{{0,60}}?(?:{_CHIEF}|부총리)\s?[가-힣]{{2,4}}(?:[,\s)]|$))[^()]{{0,90}}\)"
)
_MINISTER = re.compile(
    r"(?P<name>[가-힣]{2,20}(?:부|처|청|위원회|공단|원))\s(?:장관|처장|청장|위원장|이사장|원장)(?:은|이|는|과|와|\s|,)"
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the head says; `body` are the lines of the release's text after title and subtitles."""

    title: str | None
    title_line: Line | None
    subtitles: tuple[str, ...]
    date: date | None
    ministry: str | None
    body: tuple[Line, ...]


def read_header(page: Page, doubts: Doubts) -> Header:
    """Reads the head of a release, and what of it stands only in the lead or the contact table."""
    lines = page.lines
    published: list[FoundDate] = []
    released: list[FoundDate] = []
    index, label = 0, None
    labels = [i for i, line in enumerate(lines[:12]) if _PUBLISHED.match(bare(line.text))]
    while index < len(lines):
        line = lines[index]
        squeezed = bare(line.text)
        label = _label(line, label)
        if label is not None:
            _collect_dates(line, label, published, released)
        elif not (
            _KIND.fullmatch(squeezed)
            or _is_contact_box(line)
            # Logos leave stray syllables before 보도시점 (광, 부, 경 찰 청): no title is that short.
            or (len(squeezed) < 12 and any(index < at <= index + 4 for at in labels))
        ):
            break
        index += 1
    title_lines, subtitles, index = _title(lines, index)
    stated = published[:1] or released[:1]
    for found in stated:
        if found.weekday_agrees is False:
            doubts.add(lines[0].number, f"보도 날짜 {found.day}의 요일이 달력과 달라요.")
    body = lines[index:]
    day = stated[0].day if stated else page.posted
    if day is None:
        day = _lead_date(lines, body, doubts)
    ministry = page.ministry or _ministry(body)
    first = lines[0].number if lines else 1
    if not title_lines:
        doubts.add(first, "제목을 찾지 못했어요.")
    if day is None:
        doubts.add(first, "보도 날짜를 찾지 못했어요.")
    if ministry is None:
        doubts.add(first, "어느 기관의 보도자료인지 찾지 못했어요.")
    title = " ".join(line.text for line in title_lines) or None
    if title and (dash := re.search(r"\s[-–]\s(?=.{8})", title)):
        # A subtitle that ran into the title's line.
        subtitles = (_unmarked(title[dash.end() :]), *subtitles)
        title = title[: dash.start()]
    return Header(title, title_lines[0] if title_lines else None, subtitles, day, ministry, body)


def _label(line: Line, previous: str | None) -> str | None:
    """Which date label a line of the head carries; a bare date or time after a label belongs to that label."""
    texts = line.row.texts if line.row else (line.text,)
    for text in texts:
        if not text:
            continue
        squeezed = bare(text)
        if _PUBLISHED.match(squeezed):
            return "published"
        if _RELEASED.match(squeezed):
            return "released"
        break
    if previous and len(line.text) < 70 and not line.bullet:
        found = find_dates(line.text)
        if _CONTINUED_TIME.search(line.text) or (found and found[0].start <= 8):
            return previous
    return None


def _collect_dates(line: Line, label: str, published: list[FoundDate], released: list[FoundDate]) -> None:
    target = published if label == "published" else released
    texts = (
        [text for text in line.row.texts if text] if line.row else re.split(r"(?=배\s?포\s?(?:일시?)?\s?:)", line.text)
    )
    for text in texts:
        squeezed = bare(text)
        if _RELEASED.match(squeezed):
            target = released
        elif _PUBLISHED.match(squeezed):
            target = published
        target.extend(find_dates(text))


def _is_contact_box(line: Line) -> bool:
    texts = [bare(text) for text in (line.row.texts if line.row else (line.text,)) if text]
    if not texts:
        return False
    return bool(_CONTACT_LABEL.match(texts[0]) and (line.row or len(texts[0]) < 12)) or bool(
        line.row and re.search(r"\d{3,4}[-.]\d{4}", line.text)
    )


def _title(lines: tuple[Line, ...], index: int) -> tuple[list[Line], tuple[str, ...], int]:
    title: list[Line] = []
    subtitles: list[str] = []
    spaced = any(line.gap for line in lines[index : index + 8])
    while index < len(lines):
        line = lines[index]
        is_row = line.row is not None and len([t for t in line.row.texts if t]) > 1
        if is_row or (line.bullet and line.bullet in _BODY_BULLET):
            break
        marked = bool(_SUBTITLE.match(line.text)) or line.text.endswith((" -", "―", " –"))
        if not title:
            if len(line.text) > 200:
                break
            title.append(line)
        elif marked:
            subtitles.append(line.text)
        elif subtitles or line.gap or _is_lead(line):
            break
        elif _UNFINISHED.search(title[-1].text) or not _balanced(title[-1].text) or (not spaced and len(title) < 3):
            title.append(line)
        else:
            subtitles.append(line.text)
        index += 1
    parts = [part for text in subtitles for part in re.split(r"\s+[-–]\s+[-–]?\s*", _unmarked(text))]
    return title, tuple(p.strip() for p in parts if p.strip()), index


def _is_lead(line: Line) -> bool:
    return len(line.text) > 130 or bool(_BODY_START.match(line.text) or re.search(r"다\.[”\"’]?$", line.text))


def _unmarked(text: str) -> str:
    return re.sub(r"\s?[-–―]$", "", _SUBTITLE.sub("", text)).strip()


def _balanced(text: str) -> bool:
    return all(text.count(a) <= text.count(b) for a, b in ("“”", "「」", "｢｣", "『』", "()"))


def _lead_date(lines: tuple[Line, ...], body: tuple[Line, ...], doubts: Doubts) -> date | None:
    """The first sentence's day, where the release prints no date of its own; its year must be printed somewhere."""
    everything = "\n".join(line.text for line in lines)
    printed = [found.day for found in find_dates(everything)]
    for line in _sentences(body)[:2]:
        years = [2000 + int(year) for year in re.findall(r"(?:20|['’‘])(\d\d)\s?년", line.text)]
        references = [*printed, *(date(year, 1, 1) for year in years)]
        for reference in references:
            for found in find_dates(line.text, reference)[:1]:
                agreed = found.day in printed or (found.day.year in years and found.weekday_agrees is not False)
                if agreed and found.end_day is None:
                    doubts.add(line.number, f"보도 날짜가 따로 적혀 있지 않아 첫 문단의 날짜 {found.day}로 읽었어요.")
                    return found.day
    return None


def _sentences(body: tuple[Line, ...]) -> list[Line]:
    return [line for line in body if line.row is None and len(line.text) >= 30]


def _ministry(body: tuple[Line, ...]) -> str | None:
    """Who issues the release: whoever the lead names first, with its head or by a known name; else whom to call."""
    for line in _sentences(body)[:4]:
        found: list[tuple[int, str]] = []
        if led := _LED.search(line.text):
            found.append((led.start(), led["name"]))
        if minister := _MINISTER.search(line.text):
            found.append((minister.start(), minister["name"]))
        for name in ministries():
            if known := re.search(rf"(?<![가-힣]){name}(?=는|은|가|이|와|과|에서|\s|,|·|\()", line.text):
                found.append((known.start(), name))
        if found:
            return min(found, key=lambda pair: (pair[0], -len(pair[1])))[1]
    for line in body:
        if line.row is None:
            continue
        for text in line.row.texts:
            word = text.split(" ")[0]
            if word in ministries():
                return word
    return None


def body_of(header: Header) -> tuple[Line, ...]:
    """The lines of the release's own text: up to the contact table or the first annex."""
    lines: list[Line] = []
    for line in header.body:
        squeezed = bare(line.text)
        is_contact = line.row is not None and ("책임자" in squeezed or squeezed.startswith("담당부서"))
        if lines and (is_contact or re.match(r"담당부서$|문의:", squeezed)):
            break
        if (
            re.match(r"[\[【<]?(?:붙임|별첨|참고)[\]】>]?\d?", squeezed)
            and (line.row is None and len(line.text) < 60)
            and len(lines) > 2
        ):
            break
        lines.append(line)
    return tuple(lines)
