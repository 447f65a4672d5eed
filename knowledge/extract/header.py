"""A release's head: title, subtitles, date, ministry, and where its text begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from knowledge.dates import FoundDate, find_dates, weekday_name
from knowledge.extract.contact_lines import text_box
from knowledge.extract.issuer import issuer_of, named_alone, prose
from knowledge.extract.lines import ANNEX, LEAD, Doubts, Line, bare, strip_brackets
from knowledge.extract.people import PHONE
from knowledge.extract.web_frame import Page
from knowledge.hangul import sentences
from knowledge.words.organizations import BODY_END

_KIND = re.compile(
    r".{0,14}?(?:공동|합동)?(?:보도|배포|참고|설명|해명|동정)?(?:보도자료|참고자료|설명자료|해명자료|동정자료|보도참고자료|보도설명자료|긴급지시|모두발언)"
    r"[\])】]?(?:\(.*\))?(?:https?://\S*|www\S*)?"
)
_PUBLISHED = re.compile(r"보도(?:시점|일시|일자|일|시기)|엠바고|보도및배포")
_RELEASED = re.compile(r"배포(?:시점|일시|일자|일)?|제공일시?|작성일자?|등록일")
_LABELS = re.compile(r"(?=(?:보\s?도|배\s?포)\s?(?:시\s?점|일\s?시|일\s?자|일)?\s?[:：])")
_CONTINUED_TIME = re.compile(
    r"^[(<]?\s?(?:온라인|지\s*면|누리망|방송|인터넷|조간|석간|통신)|^즉시|^배포\s?즉시|^배포\s?후|[조석]간\s?[)>]"
)
# `이 자료는 …부터 보도하여 주시기 바랍니다.`
_EMBARGO = re.compile(r"^\(?(?:이|본)\s?(?:보도\s?)?자료는\s|(?:부터|이후)\s?(?:에\s)?(?:보도|취급|사용)")
# What may stand beside a date that fills a line of the head: a weekday, a number, who issues it.
_BESIDE_DATE = re.compile(rf"(?:공보|제?[\d-]+호|[가-힣]{{2,12}}(?:{BODY_END}|원|실|과|담당관)|[\s()/,])*")
_SHEETS = re.compile(r".{0,6}(?:매수|쪽수|분량)[:：]?.{0,25}|\(?총?\d+[매쪽].{0,20}")
_CONTACT_LABEL = re.compile(r"담당부서|담당과장|담당자|자료문의|배포부서|문의|매수|총\d+매|담당")
_SUBTITLE = re.compile(r"^(?:[-–―▴▪▸▹▷]|\*(?=\s)|부\s?제\s?[:：])\s?")
_TITLE_LABEL = re.compile(
    r"^[\[(](?:보도|설명|참고|해명|보도설명|보도참고|보도자료)[\])]\s?|^[\[<(【]?\s?제\s?목\s?(?:[\]>)】]\s?[:：]?|[:：|])\s?|[\s|]+$"
)
# A page's own title has the site's name behind it.
_SITE = re.compile(rf"\s[-–|]\s(?P<name>[가-힣]{{2,15}}(?:{BODY_END}|원))$")
_UNFINISHED = re.compile(
    r"(?:[,·…\-]|(?<=[가-힣])(?:(?<![회협합동주정논심결문])의|와|(?<![결성효학])과|를|(?<![마가])을|에|으로|하는|되는|까지|부터|에서)"
    r"|(?:및|위한|위해|위하여|있는|따른|대한|통한|맞은))$"
)
_BODY_BULLET = "□■◇◆○●ㅇ①❶➊"
# A law or guideline that is cited has its own day: `(행정안전부, ’22. 8. 10. 시행)`.
_CITED = re.compile(r"\.?\s?(?:일부\s?|전부\s?)?(?:시행|개정|제정|고시|공포|훈령|예규)")
# Lines of a head; a table further down belongs to the text.
_LONGEST_HEAD = 40
# Lines of the text that may name who issues it.
_FIRST = 6
# A line of a title; a sentence of the text is longer.
_LONGEST_REST = 80
# So many days of the text are tried for the year of its first sentence.
_MOST_PRINTED = 20


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
    stamps, headline, index = _stamps(lines)
    title_lines, subtitles, after = _title(lines, index)
    if headline is not None and (not title_lines or _is_lead(title_lines[0])):
        # The title stands only above the head.
        title_lines, subtitles, _ = _title(lines[:index], headline)
    else:
        index = after
    body = lines[index:]
    first = lines[0].number if lines else 1
    day = _stamped_day(stamps, doubts) or page.posted or _lead_date(lines, body, doubts)
    ministry = page.ministry or issuer_of(body)
    title = " ".join(_TITLE_LABEL.sub("", line.text) for line in title_lines) or None
    if title and (framed := re.fullmatch(r"[-–]\s(.+)\s[-–]", title)):
        title = framed[1]
    if title and (site := _SITE.search(title)):
        title, ministry = title[: site.start()], ministry or site["name"]
    if ministry is None:
        ministry = named_alone([title or "", *(line.text for line in body[:_FIRST] if line.row is None)])
    if title and len(parts := re.split(r"\s[-–]\s(?=.{4})", title)) > 1 and len(title) - len(parts[0]) > 10:
        # Subtitles that ran into the title's line.
        title, subtitles = parts[0], (*map(_unmarked, parts[1:]), *subtitles)
    for missing, text in (
        (title, "제목을 찾지 못했어요."),
        (day, "보도 날짜를 찾지 못했어요."),
        (ministry, "어느 기관의 보도자료인지 찾지 못했어요."),
    ):
        if missing is None:
            doubts.add(first, text)
    return Header(title, title_lines[0] if title_lines else None, subtitles, day, ministry, body)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A date of the head: `published` (보도시점) or not (배포), the text it stands in and that text's line."""

    published: bool
    text: str
    line: Line


def _stamps(lines: tuple[Line, ...]) -> tuple[list[_Stamp], int | None, int]:
    """What the head says of dates, where a headline stands above it, and where the text below it begins."""
    stamps: list[_Stamp] = []
    label: str | None = None
    headline: int | None = None
    labels = [i for i, line in enumerate(lines[:_LONGEST_HEAD]) if _PUBLISHED.match(_bare_label(line.text))]
    index = 0
    while index < min(len(lines), _LONGEST_HEAD):
        line = lines[index]
        label = _label(line, label)
        if label is not None:
            stamps.extend(_dated(line, label))
        elif box := text_box(lines, index):
            index += len(box) - 1
        elif not (
            _is_furniture(line)
            # Logos leave stray syllables before 보도시점 (광, 부, 경 찰 청): no title is that short.
            or (len(bare(line.text)) < 12 and any(index < at <= index + 4 for at in labels))
        ):
            if stamps or not any(index < at <= index + 5 for at in labels):
                break
            headline = index if headline is None else headline
        index += 1
    return stamps, headline, index


def _is_furniture(line: Line) -> bool:
    """Whether a line of the head is neither date nor title: 보도자료, how many sheets, whom to call."""
    texts = [text for text in (line.row.texts if line.row else (line.text,)) if text]
    squeezed = bare(line.text)
    if (
        ANNEX.fullmatch(line.text.strip("[]<> "))
        or _SHEETS.fullmatch(squeezed)
        or any(_KIND.fullmatch(bare(text)) for text in (line.text, *texts))
    ):
        return True
    # A title stands in no row of several cells, unless its label does.
    several = line.row is not None and len(texts) > 1
    return (several and bare(texts[0]) != "제목") or bool(
        _CONTACT_LABEL.match(squeezed) and (len(squeezed) < 12 or PHONE.search(line.text))
    )


def _bare_label(text: str) -> str:
    return bare(text).lstrip("◎○●□■◇◆▶▷*-<[【(")


def _stamped_day(stamps: list[_Stamp], doubts: Doubts) -> date | None:
    """The day of 보도시점, else of 배포. Its year may stand in the other one, and its weekday must fit."""
    stamps = sorted(stamps, key=lambda stamp: not stamp.published)
    full = [found for stamp in stamps for found in find_dates(stamp.text)[:1]]
    for stamp in stamps:
        for found in find_dates(stamp.text, full[0].day if full else None)[:1]:
            if found.year_stated and found.weekday_agrees is False:
                others = [other.day.year for other in full if other.day.year != found.day.year]
                fitting = [day for year in others if (day := _in_year(found, year))]
                doubts.add(
                    stamp.line.number,
                    f"보도 날짜 {found.day}의 요일이 달력과 달라요."
                    + (f" 요일이 맞는 {fitting[0]}로 읽었어요." if fitting else ""),
                )
                return fitting[0] if fitting else found.day
            if found.year_stated or (found.month_stated and found.weekday_agrees):
                return found.day
    return None


def _in_year(found: FoundDate, year: int) -> date | None:
    """The same day of another year, where the printed weekday fits that one."""
    try:
        day = found.day.replace(year=year)
    except ValueError:
        return None
    return day if weekday_name(day) == found.weekday else None


def _label(line: Line, previous: str | None) -> str | None:
    """Which date label a line of the head carries; a bare date or time after a label belongs to that label."""
    texts = [text for text in (line.row.texts if line.row else (line.text,)) if text]
    squeezed = _bare_label(texts[0]) if texts else ""
    dates = find_dates(line.text)
    timed = (
        bool(dates) or bool(re.search(r"[:：]|즉시|[조석]간|\d시|종료|통과", line.text)) or len(bare(line.text)) <= 14
    )
    if timed and _PUBLISHED.match(squeezed):
        return "published"
    if timed and _RELEASED.match(squeezed):
        return "released"
    if len(line.text) < 90 and _EMBARGO.search(line.text):
        return "published"
    if len(line.text) < 70 and not line.bullet:
        if previous and (_CONTINUED_TIME.search(line.text) or (dates and dates[0].start <= 8)):
            return previous
        if dates and dates[0].start <= 1 and _BESIDE_DATE.fullmatch(line.text, dates[0].stop):
            return "released"
    return None


def _dated(line: Line, label: str) -> list[_Stamp]:
    published = label == "published"
    stamps = []
    for text in [text for text in line.row.texts if text] if line.row else _LABELS.split(line.text):
        squeezed = _bare_label(text)
        if _PUBLISHED.match(squeezed) or _RELEASED.match(squeezed):
            published = bool(_PUBLISHED.match(squeezed))
        stamps.append(_Stamp(published, text, line))
    return stamps


def _title(lines: tuple[Line, ...], index: int) -> tuple[list[Line], tuple[str, ...], int]:
    title: list[Line] = []
    subtitles: list[str] = []
    while index < len(lines):
        line = lines[index]
        if line.row is not None and not title and bare(line.text).startswith("제목"):
            line = replace(
                line, row=None, text=" ".join(text for text in line.row.texts if bare(text) != "제목").strip()
            )
        if line.row is not None or (line.bullet and line.bullet in _BODY_BULLET):
            break
        marked = (
            bool(_SUBTITLE.match(line.text))
            or line.text.endswith((" -", "―", " –"))
            or (bool(title) and strip_brackets(line.text) != line.text)
        )
        if not title:
            title.append(line)
            if _is_lead(line):
                # A text that begins with its lead: its first sentence is what it is called, and stays in the text.
                return [replace(line, text=sentences(line.text)[0])], (), index
        elif marked:
            subtitles.append(line.text)
        elif not subtitles and len(title) < 4 and (_is_rest(line, title[-1]) or _up_to_subtitles(lines, index)):
            title.append(line)
        elif subtitles or line.gap or _is_lead(line):
            break
        else:
            subtitles.append(line.text)
        index += 1
    parts = [part for text in subtitles for part in re.split(r"\s+[-–]\s+[-–]?\s*", _unmarked(text))]
    return title, tuple(p.strip() for p in parts if p.strip()), index


def _is_rest(line: Line, title: Line) -> bool:
    """Whether a line goes on with the title above it: broken within its paragraph, or left open."""
    if line.gap or len(line.text) > _LONGEST_REST:
        return False
    return line.number == title.number or bool(_UNFINISHED.search(title.text))


def _up_to_subtitles(lines: tuple[Line, ...], index: int) -> bool:
    """Whether only lines of a headline stand from here to the first marked subtitle: all of them are the title."""
    for line in lines[index : index + 3]:
        if line.gap or line.row is not None or len(line.text) > _LONGEST_REST or _is_lead(line):
            return False
        if _SUBTITLE.match(line.text):
            return True
    return False


def _is_lead(line: Line) -> bool:
    return len(line.text) > 130 or bool(
        LEAD.search(line.text) or (len(line.text) > _LONGEST_REST and line.text.endswith("다"))
    )


def _unmarked(text: str) -> str:
    return strip_brackets(re.sub(r"\s?[-–―]$", "", _SUBTITLE.sub("", text)).strip())


def _lead_date(lines: tuple[Line, ...], body: tuple[Line, ...], doubts: Doubts) -> date | None:
    """The first sentence's day, where the release prints no date of its own; its year must be printed somewhere."""
    everything = "\n".join(line.text for line in lines)
    printed = list(dict.fromkeys(found.day for found in find_dates(everything)))[:_MOST_PRINTED]
    for line in [line for line in prose(body)[:2] if re.search(r"다[.”\"]?(?:\s|$)", line.text)]:
        years = [2000 + int(year) for year in re.findall(r"(?:20|['’‘])(\d\d)\s?년", line.text)]
        references = [*printed, *(date(year, 1, 1) for year in years)]
        for reference in references:
            for found in find_dates(line.text, reference)[:1]:
                agreed = found.day in printed or (found.day.year in years and found.weekday_agrees is not False)
                if agreed and found.end_day is None and not _CITED.match(line.text, found.stop):
                    doubts.add(line.number, f"보도 날짜가 따로 적혀 있지 않아 첫 문단의 날짜 {found.day}로 읽었어요.")
                    return found.day
    return None


def body_of(header: Header) -> tuple[Line, ...]:
    """The lines of the release's own text: up to the contact table or the first annex."""
    lines: list[Line] = []
    for index, line in enumerate(header.body):
        squeezed = bare(line.text)
        is_contact = line.row is not None and ("책임자" in squeezed or squeezed.startswith("담당부서"))
        if lines and (is_contact or re.match(r"문의:", squeezed) or text_box(header.body, index)):
            break
        if (
            re.match(r"[\[【<]?(?:붙임|별첨|참고)[\]】>]?\d?", squeezed)
            and (line.row is None and len(line.text) < 60)
            and len(lines) > 2
        ):
            break
        lines.append(line)
    return tuple(lines)
