"""What each question word asks of a release's own sentences: which words speak of it, and what an answer looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.dialogue import Question
from knowledge.hangul import strip_ending
from knowledge.words.lexicon import word_table
from knowledge.words.organizations import CHIEF

_NUMBER = r"\d[\d,.]*\s?(?:여\s?)?(?:만\s?|천\s?)?"
_MONTH = r"(?<![\d.’'])(?:1[0-2]|0?[1-9])"
_DAY = rf"{_MONTH}\s?[월.]\s?(?:[12]\d|3[01]|0?[1-9])|{_MONTH}\s?월|\d{{1,2}}일|매[년월주]|매\s?분기"
_MONEY = r"\d[\d,.]*\s?(?:만|천|백|억|백만|천만)?\s?원|\d[\d,.]*\s?(?:만|천만|백만|억)(?=\s|[,.)]|$)"
_PLACE = (
    r"장\s?소|소재|(?:센터|청사|호텔|강당|회의실|회의장|전시장|체육관|교육장|세미나실|회관|극장|대학교?|공원|광장|캠퍼스"
    r"|사업소|본사|본부|컨벤션|코엑스|박물관|미술관|통제소|보훈청|정보원|연구원|홀|층|관|역)(?:\([^)]*\))?\s?(?:에서|서\s|[,]|$)"
    r"|(?:홀|\d+층|\d+호실?)(?:\s|$|[,.)])"
)
_NUMBER_TO_CALL = r"\d{2,4}-\d{3,4}(?:-\d{4})?|(?<!\d)0\d{8,10}(?!\d)|국번\s?없이"
_ADDRESS = (
    r"[을를] 통해|접속|포털|플랫폼|@|누리집|홈페이지|www|http|우편|방문|온라인|[이전]메일|팩스|\d{5}|[로길]\s?\d+"
)
# The unit that is asked for, and how it may be printed; any other is printed as it is asked for.
_UNITS = {
    "명": "명|인|분",
    "분": "명|인|분",
    "사람": "명|인",
    "건": "건|점|편|개|작품",
    "점": "점|건|편|개|작품",
    "편": "편|점|건|작품",
    "팀": "팀|개팀",
    "개": "개|건|점|곳|종|가지",
    "곳": "곳|개|개소|사|군데",
    "군데": "곳|개|개소|사",
    "장": "장|매|쪽|페이지",
    "살": "세|살",
}
_PEOPLE = ("명", "분", "사람")
_ENTERED = "접수|응모|참여|출품|신청|제출|들어|몰[려렸]"
_ANY_UNIT = "건|점|명|팀|편|개|곳|인|작품|사|종|과제|가지|회"
_ASKED_UNIT = re.compile(r"몇\s?(?!시|월|번|일|년)(개사|사람|군데|[가-힣])")
_ASKED_KIND = re.compile(r"(?:어느|무슨|어떤)\s?([가-힣]{2,})")
_COUNTS = ("received", "selected")  # ask for a number where nothing else is asked

# Which words of a sentence speak of what was asked, and the shape of an answer to it ("" = none: never sure).
_SOUGHT: dict[str, tuple[str, str]] = {
    "when": ("", _DAY),
    "schedule": ("", _DAY),
    "days_left": ("", _DAY),
    "since": ("부터|처음|시작|첫", r"\d{4}\s?년|[’'‘]\d\d년|\d+\s?(?:년|회|주년)"),
    "what_time": ("", r"\d{1,2}\s?시(?!간)|\d{1,2}:\d\d"),
    "ends": ("", r"\d{1,2}\s?시|\d{1,2}:\d\d|까지"),
    "where": ("", _PLACE),
    "how_much": ("상금|포상금|시상금|부상|지원|지급|수여|참가비|만원", _MONEY),
    "how_many": ("", f"{_NUMBER}(?:{_ANY_UNIT})"),
    "received": (
        _ENTERED,
        rf"(?:{_ENTERED}).{{0,20}}?{_NUMBER}(?:{_ANY_UNIT})|{_NUMBER}(?:{_ANY_UNIT}).{{0,15}}?(?:{_ENTERED})",
    ),
    "selected": ("선정|선발|수상|당선|뽑|시상", f"{_NUMBER}(?:{_ANY_UNIT})"),
    "winners": ("수상|선정|선발|당선|수여|시상|표창|포상|받", ""),
    "phone": ("문의|연락|전화|담당|[☎☏]|제출", _NUMBER_TO_CALL),
    "contact": ("문의|연락|전화|담당|[☎☏]|제출", _NUMBER_TO_CALL),
    "where_to": ("제출|접수|보내|신청|응모|의견", _ADDRESS),
    "fields": ("분야|부문|주제|유형", r"분야|부문|주제|유형|과제"),
    "eligibility": (
        r"자격|(?:참가|응모|신청|지원|참여|모집|공모)\s?대상|대상[은이]|대상으로|누구나",
        r"누구나|대상|\d\s?세|이상|이하|미만|학생|국민|거주|재학|시민|학[과년기]|기업|단체",
    ),
    "frequency": ("매년|매월|격년|해마다|주기|분기", r"매년|매월|매주|격년|해마다|분기|\d+\s?회"),
    "how_to": ("누리집|홈페이지|이메일|우편|방문|온라인|제출", _ADDRESS),
    "purpose": ("위해|위하여|목적|취지|고자", r"위해|위하여|목적|취지|고자|위한"),
    "stages": ("심사|평가|투표|선호도|검증|심의", "심사|평가|투표|선호도|검증|심의"),
    "attends": ("참석|참가|참여", "참석|참가|참여"),
    "who": ("수상|당선|선정|제안|제출|주인공|받|수여|뽑|차지|영예", ""),
}
_LIST = r"[,·△▲‧/].{1,40}[,·△▲‧/]"
_LIKELY = {
    "who": r"[가-힣]{2,4}\s?(?:\([^)]*\))?\s?(?:씨|님|학생|주무관|사무관|과장|대표|교수|팀장|작가)|[가-힣]{2,10}팀"
    rf"|(?:{CHIEF})\s[가-힣]{{2,4}}(?![가-힣])",
    "eligibility": r"대상으로|대상[은이]|자격|누구나|\d\s?세|학년",
    "which": _LIST,
    "organization": _LIST,
    "what_is": _LIST,
}
_OF_KIND = {
    "시상식": "시상|수여|포상",
    "접수 시작": "접수|모집|신청|응모|공모(?!전)|제출",
    "접수 마감": "접수|모집|신청|응모|공모(?!전)|제출|마감",
    "심사": "심사|평가|심의",
    "발표": "발표|선정|공개",
}
_BESIDE = 40  # characters between a day and what it is the day of
_SHAPES = {"상금": _MONEY, "이메일 주소": "@", "심사 점수": r"\d\s?점|배점|점수|%", "참가비": f"{_MONEY}|무료"}


@dataclass(frozen=True, slots=True)
class Sought:
    """What a sentence must have: `speaks` of the thing asked for, and a shape for each thing; `words` ask for it.

    `likes` is what makes one of several likelier: names where it is asked who, a list where it is asked which.
    """

    speaks: re.Pattern[str] | None
    shapes: tuple[re.Pattern[str], ...]
    words: tuple[str, ...] = ()
    likes: re.Pattern[str] | None = None

    @property
    def shaped(self) -> bool:
        """Whether a sentence can be told to be an answer by its looks."""
        return bool(self.shapes)

    def fits(self, sentence: str) -> bool:
        """Whether a sentence looks like an answer."""
        return all(shape.search(sentence) for shape in self.shapes)

    def is_met_by(self, sentence: str) -> bool:
        """Whether a sentence looks like an answer and speaks of what was asked for."""
        return self.fits(sentence) and (self.speaks is None or self.speaks.search(sentence) is not None)


def asked_unit(text: str) -> str | None:
    """The unit of what is to be counted (명, 팀, 건), as it was typed."""
    found = _ASKED_UNIT.search(text)
    return found[1] if found else None


def asked_kinds(text: str) -> set[str]:
    """What kind of thing is asked for (어느 회사, 무슨 요일): a word that the answer need not hold."""
    return set(map(strip_ending, _ASKED_KIND.findall(text)))


def counts_in(asked: str, printed: str) -> bool:
    """Whether a count of what was asked for may be printed with this unit: 몇 명 is not answered by 건."""
    return asked == printed or re.fullmatch(_UNITS.get(asked, asked), printed) is not None


def sought(question: Question) -> Sought:
    """What the question asks for, as what a sentence that answers it looks like."""
    speaks, shapes, words = [], [], []
    if question.unstated:
        words = [question.unstated, *word_table()["unstated"].get(question.unstated, ())]
        speaks.append("|".join(map(re.escape, words)))
        shapes.append(_SHAPES.get(question.unstated, speaks[-1]))
    asks = (*question.asks, *(("which",) if question.listing else ()))
    call = {"phone", "contact"} & set(question.asks)
    for ask in question.asks:
        if (call and ask in ("where", "which")) or (ask == "who" and "eligibility" in question.asks):
            continue
        speaking, shape = _SOUGHT.get(ask, ("", ""))
        if ask == "how_much" and question.unstated:
            continue
        if ask in _COUNTS and len(question.asks) > 1 and "how_many" not in question.asks:
            shape = ""
        if speaking:
            speaks.append(speaking)
        if shape:
            shapes.append(shape)
    if unit := asked_unit(question.text):
        if question.record and unit in _PEOPLE and not speaks:
            speaks.append("정원|선착순|모집|인원")
        counted = f"{_NUMBER}(?:{_UNITS.get(unit, unit)})"
        near = rf"(?:{_ENTERED}).{{0,20}}?{counted}|{counted}.{{0,15}}?(?:{_ENTERED})"
        shapes = [near if "received" in question.asks else counted]
    if kind := _OF_KIND.get(question.filters.event_kind or ""):
        speaks.append(kind)
        if not shapes or shapes == [_DAY]:  # the day beside what it is the day of, not anywhere in the sentence
            shapes = [rf"(?:{kind}).{{0,{_BESIDE}}}?(?:{_DAY})|(?:{_DAY}).{{0,{_BESIDE}}}?(?:{kind})"]
    return Sought(
        re.compile("|".join(speaks)) if speaks else None,
        tuple(re.compile(shape) for shape in dict.fromkeys(shapes)),
        tuple(words),
        next((re.compile(_LIKELY[ask]) for ask in asks if ask in _LIKELY), None),
    )
