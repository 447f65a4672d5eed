"""Winning cases that stand in sentences: `최우수상에는 바람시의 「…」가 선정됐다`, `수상작은 △제목(기관), …이다`.

Precision comes first: a sentence must say that something was chosen, of this year, and say so as a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.extract.grades import GRADE
from knowledge.extract.lines import Line
from knowledge.extract.told_deeds import told_deeds
from knowledge.hangul import sentences, squeeze
from knowledge.words.kinds import CONTEST_WORD, EARLIER, EVENT_WORD

_OPENING, _CLOSING = "‘“「『｢《〈<'\"", "’”」』｣》〉>'\""
_QUOTED = re.compile(
    "(?:" + "|".join(f"{a}([^{a}{b}]{{2,80}}){b}" for a, b in zip(_OPENING, _CLOSING, strict=True)) + ")"
    r"(?:\s?\((?P<behind>[^()]{2,40})\))?"
)
_NOT_YET = re.compile(r"예정|계획|할\s방침|선정할|수여할|시상할|뽑을|된다\.?$|한다\.?$|준다|주어진|지급|만\s?원을")
_GRADE = re.compile(
    rf"(?<![가-힣])(?<!지원 )(?<!참여 )(?<!적용 )(?<!공모 )(?<!선정 )(?<!시상 )(?<!포상 )"
    rf"(?P<grade>{GRADE}(?:\s?\({GRADE}\))?|[가-힣]{{2,8}}상(?=에는))"
    r"(?:작|사례|팀|기관|과제)?(?=에는|에|은|는|을|를|의|으로|로|이|가|[:：)\],·]|\s)(?!으로\s|에\s(?:포함|해당))"
)
_WON = re.compile(
    r"선정(?:됐|되었|했|하였|됨|된|되며|되고|$)|수상(?:했|하였|한|하며|하고|$)|차지|받았|받은|뽑"
    r"|선발(?:됐|되었|했)|영예|안았|거머|올[랐렸]|돌아갔|결정(?:됐|되었)"
    r"|(?:작|상|우수)(?:은|는|에는)\s?[^.‘“「『'\"]{0,20}[‘“「『'\"][^.]*이?다\.?$"
)
_EARLIER = re.compile(rf"{EARLIER}|20\d\d년\s?(?:대상|최우수|우수|수상)")
_LISTED = re.compile(
    r"(?:(?P<grade>최우수|우수|장려|대상|금상|은상|동상|특별상?)[가-힣 ]{0,8}?\s)?[^.△▲]{0,40}?"
    r"(?:과제|사례|작품|제안|아이디어|우수작|수상작)(?:로는|으로는|는|은|로)\s?(?=[△▲])"
    rf"|(?P<prize>{GRADE}(?:\([^()]{{2,14}}\))?)(?:작|과제|사례)?(?:은|는|에는|에|으로는|으로)\s?(?=[△▲])"
)
_CHOSEN = re.compile(r"선정|수상|본선|최우수|우수|장려|대상|당선|뽑")
_ITEM = re.compile(
    r"(?P<title>[^()]*(?:\([^()]*\)[^()]*)*?)\s?\((?P<organization>[^()]{2,30})\)\s?(?:[,，]|등|이다"
    r"|이며|다|을|를|이|가|은|는|에|$)"
)
_ITEM_END = re.compile(r"(?:\s?[,，]|\s등|이다|이며|다\.|을|를|이|가)?\s*(?:[^,]{0,40}다)?\.?$")
_TRACK = re.compile(
    r"(?:^|[□○ㅇ,]\s?|\s)[‘“「]?(?P<track>[가-힣A-Za-z·]{2,15}(?:\s[가-힣·]{2,8})?)[’”」]?\s(?:분야|부문)(?=에서|에는|은|는|의?\s)"
)
_NAMING = re.compile(r"명칭|이름|슬로건|표어|캐치프레이즈|브랜드|마스코트|네이밍|별칭")
_NAMED = re.compile(
    r"(?:명칭|이름|슬로건|표어|캐치프레이즈|브랜드명?|마스코트|별칭)(?:은|는|으로|로|으로는|에"
    r"|에는)\s(?:최종\s)?[‘“「『｢'\"](?P<title>[^’”」』｣'\"]{1,30})[’”」』｣'\"](?:으로|로|이|가|을"
    r"|를)?\s?"
    r"(?:최종\s?)?(?:선정|결정|확정|뽑|선택)"
)


@dataclass(frozen=True, slots=True)
class ToldCase:
    """A winning case as a sentence or a list line tells it."""

    title: str
    organization: str | None
    grade: str | None
    line: Line
    summary: str | None = None
    track: str | None = None


def told_cases(body: tuple[Line, ...], contest: str) -> list[ToldCase]:
    """All cases that the release's own sentences name as chosen, each title once."""
    found: list[ToldCase] = []
    track, bullet = None, ""
    for line in body:
        if line.row is not None:
            continue
        if (named := _TRACK.search(line.text)) or line.bullet in ("", bullet):
            # A field holds for its line and the smaller points under it.
            track, bullet = (named["track"].strip() if named else None), line.bullet
        told = list(_triangles(line))
        for sentence in [] if told else _sentences(line.text):
            told.extend(replace(case, track=track) for case in _graded(sentence, line, contest))
            if _NAMING.search(contest) and (named := _NAMED.search(sentence)):
                told.append(ToldCase(named["title"], None, None, line))
        found.extend(case for case in told if not any(_same(case, other) for other in found))
    if not found:
        found = [ToldCase(deed.title, deed.organization, None, line, deed.summary) for line, deed in told_deeds(body)]
    return found


def _same(case: ToldCase, other: ToldCase) -> bool:
    one, two = squeeze(case.title), squeeze(other.title)
    return one in two or two in one


def _sentences(text: str) -> list[str]:
    return [part for part in sentences(text) if not _EARLIER.search(part)]


def _triangles(line: Line) -> Iterator[ToldCase]:
    """`본선에 오른 6개 과제는 △제목(기관), △제목(기관)이다.`: with an organization each, or with a grade."""
    for listed in _LISTED.finditer(line.text) if re.search("[△▲]", line.text) else ():
        if not _CHOSEN.search(listed[0]) and not _CHOSEN.search(line.text[listed.end() :]):
            continue
        text = sentences(line.text[listed.end() :])[0]
        items = []
        for part in re.split(r"[△▲]\s?", text)[1:]:
            match = _ITEM.match(part)
            title = match["title"] if match else _ITEM_END.sub("", part)
            items.append((title.strip(" ,"), match["organization"] if match else None))
        grade = listed["grade"] or listed["prize"]
        if (len(items) >= 2 and grade) or (items and all(organization for _, organization in items)):
            yield from (ToldCase(title, _body_of_owner(organization), grade, line) for title, organization in items)


def _graded(sentence: str, line: Line, contest: str) -> Iterator[ToldCase]:
    """Quoted titles with the grade before them (`대상은 …의 ‘…’`) or behind them (`‘…’(기관)이 대상을`)."""
    if not _WON.search(sentence) or _NOT_YET.search(sentence):
        return
    grades = list(_GRADE.finditer(sentence))
    quotes = [quote for quote in _QUOTED.finditer(sentence) if _is_title(quote, sentence, contest)]
    if not grades or not quotes:
        return
    leads = grades[0].start() < quotes[0].start()
    for quote in quotes:
        if leads:
            grade = next((g for g in reversed(grades) if g.end() <= quote.start()), None)
        else:
            grade = next((g for g in grades if g.start() >= quote.end()), None)
        if grade:
            yield ToldCase(_words_of_quote(quote), None, grade["grade"], line)


def _is_title(quote: re.Match[str], sentence: str, contest: str) -> bool:
    words = _words_of_quote(quote)
    is_owned = sentence[: quote.start()].rstrip().endswith("의")
    return not (
        squeeze(words) in squeeze(contest)
        or squeeze(contest) in squeeze(words)
        or (not is_owned and re.search(rf"(?:{CONTEST_WORD}|{EVENT_WORD}|[.])$", words))
        or re.match(
            r"(?:에서|에\s(?!(?:각각\s)?(?:돌아|선정|뽑))|라고|라며|이라고|이라며|고\s|며\s|\s?분야|\s?부문|의\s(?:일환|이용))",
            sentence[quote.end() :],
        )
    )


def _words_of_quote(quote: re.Match[str]) -> str:
    """What stands between the quotes of a match of _QUOTED."""
    return next(word for word in quote.groups()[: len(_OPENING)] if word).strip()


def _body_of_owner(owner: str | None) -> str | None:
    """An organization or place without the person behind it: `광주 남구, 김가온`."""
    return re.sub(r"(?<=.),\s?[가-힣]{2,4}$", "", owner) if owner else None
