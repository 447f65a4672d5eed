"""What title and lead call the contest or award that a release is about."""

from __future__ import annotations

import re

from knowledge.dates import LAST_YEAR
from knowledge.extract.lines import Line
from knowledge.extract.names import quoted, year_of
from knowledge.hangul import squeeze
from knowledge.words.kinds import CONTEST_NOUN, CONTEST_WORD, EVENT_WORD
from knowledge.words.organizations import CHIEF

_WORDS = r"(?:[가-힣A-Za-z0-9·’‘'()&+…-]{1,20}\s){0,5}"
_HELD = re.compile(
    rf"(?<!\S)(?P<name>{_WORDS}[가-힣A-Za-z0-9·]{{0,20}}{CONTEST_NOUN})(?:을|를)\s"
    r"(?:개최|실시|진행|추진|열)"
)
# Chosen without a contest's name: 적극행정 우수사례 10건을 선정, 우수공무원 선발.
_CHOSEN = re.compile(
    rf"(?<!\S)(?P<name>{_WORDS}[가-힣·]{{0,12}}(?:우수\s?(?:사례|공무원|직원|과제)|특별성과|유공자))"
    r"(?:\s?\(?\d+\s?(?:건|명|개|점|곳)\)?)?(?:을|를|이|가)?\s(?:최종\s)?(?:선정|선발|시상"
    r"|포상)(?!\s?(?:기준|절차|위원))"
)
# What winners are told to have won: `나무 일지 공모 수상자`, `사진·영상전의 입상작`, `노래 겨루기의 결과`.
_WON = re.compile(
    rf"(?<!\S)(?P<name>{_WORDS}[가-힣A-Za-z0-9·]{{2,20}}?)(?:의|에서|에|을|를)?\s(?:최종\s|우수\s)?"
    r"(?:(?:심사\s?)?결과|수상|입상|당선|우수작|선정작|본선|결선|접수된|응모한|출품|실시|진행|개최|마무리|열고"
    r"|\d+\s?(?:개\s?)?[가-힣]{1,2}(?:을|를)\s(?:채택|선정|선발|시상|뽑|골라|가려))"
)
_PRIZE = re.compile(
    r"수상|우수\s\S+\s\d+\S{1,3}(?:을|를)|당선[작자]|입상|시상|우수작|선정작|상장|표창|상금|포상금|최우수|금상|장관상|대통령상|우승|종합\s?1위|상을\s(?:받|탔|탄|주)"
    r"|순위를\s가렸|최종\s?(?:순위|결선)|(?:경진|경연|경쟁|겨루기)\S{0,3}\s결과"
)
# 24년, 25년 경진대회 수상작을 전시한다: several years are none of this release's.
_EARLIER = re.compile(rf"(?:{LAST_YEAR}|\d{{4}}년에는|\d\d년[,·]\s?(?:20)?\d\d년)[^.]*")
_SENT_IN = re.compile(
    r"접수|응모|출품|제출|공모|출전|심사|예선|본선|결선|들어[왔온와]|신청|추천|투고|보내|참[가여]|도전|경쟁|겨[뤘뤄루]"
)
_PRIZED_BEHIND = re.compile(
    r"(?:의|을|를|에서|에|으로|로)?\s(?!비롯|등\s|외\s|\d+\S{1,2}\s포함)(?:[^.,‘“「『]{0,24}?)(?:결과|심사|수상|시상|입상|순위|결선|본선|최종|우승|선정|선발|당선|우수"
    r"|상을)"
    r"|\s?\d+\s?(?:개\s?)?[가-힣]{1,3}(?:을|를)\s(?:최종\s)?(?:선정|선발|시상|뽑)"
)
# In a text without a headline: `…는 안전보건 영상 공모전을 지난 6월 1일부터 벌인 데 이어`.
_PHRASE = re.compile(
    rf"(?<!\S)(?P<name>(?!이번|올해){_WORDS}[가-힣A-Za-z0-9·]{{0,20}}{CONTEST_NOUN})(?=(?:에는|에서|[을를의에은는이가])\s)"
)
_CALL = re.compile(rf"(?:이번|올해)\s(?P<name>{_WORDS}[가-힣A-Za-z0-9·]{{0,20}}{CONTEST_NOUN})(?=[을를은는이의에])")
_TITLED = re.compile(rf"(?<!\S)(?P<name>{_WORDS}[가-힣A-Za-z0-9·]{{0,20}}{CONTEST_NOUN})(?=\s|[,…·(]|$)")
# Words that end in 상 and are no award, and prizes that belong to some other contest.
_NO_AWARD = re.compile(
    r"(?<![가-힣])(?:보|이|정|세|일|향|영|현|인|협|비|해|육|증|상|조|지|예|회|위|통|화|중|부|형|단|책"
    r"|의|관|감|망|환|명|법|기|항|사|신|외|가|국제|전|재)상$"
    r"|(?:피해|손실|손해|재해|생활)\s?보상$|(?:이상|기상|가격|임금|요금)(?:현상|인상|향상|예상)$"
    rf"|(?:{CHIEF}|시장|총리|대통령)상$"
)
_WORD_BEFORE = re.compile(
    r"(?:[을를은는이가에의로룬린긴]|도록|가운데|에서|위해|위하여|하고|하는|하여|으로|하며|통해|대한|열린|오전|오후|\d일"
    rf"|\(.\)|[,!?…]|{CHIEF}|와|과|달간|년간|한|된|발표|밝혔다\.)$"
)
# What follows the name of an award in quotes, and names that are an honour themselves.
_AWARDED = re.compile(
    r"(?:의|에\s대한)?\s?(?:[가-힣]{1,4}\s)?(?:시상식|수여식|인증식|선정식|수상[작자]|당선작|선정작|선정\s결과)"
)
_OF_YEAR = re.compile(r"(?:20)?\d\d년?도?\s|제\s?\d+\s?[회차]")
_PRIZED = re.compile(
    r"(?:을|를|에서|의|에)\s[^.]{0,80}(?:시상|수상|순위|우수\s?(?:사례|작|상)|최우수|당선|입상|대상을)"
    r"|\s?(?:\(?총\s)?\d[\d,]*\s?(?:개\s?)?[가-힣]{1,3}(?:을|를)\s(?:최종\s)?(?:선정|선발|시상)"
)
_OTHER = re.compile(rf"(?:사업|제도|프로그램|교육|정책|방안|계획|대책|로드맵|법|조사|평가|통계|{EVENT_WORD})$")
_HONOUR = re.compile(
    r"(?:\d{1,2}월|이달|올해)의\s.{2,14}|.*(?:명장|명인|장인|달인|지킴이|으뜸|모범|자랑스러운|우수|베스트|최고의|올해의|이달의).*"
)
_GIVEN = re.compile(r"시상|수상|선정|선발|뽑|지킴이")
# The target of a measure, a learned society's meeting, a relay of photographs.
_NO_CONTEST = re.compile(
    r"(?:지원|적용|조사|교육|점검|참여|신청|수혜|감면|과세|규제|관리|보호|평가|공모|선정)\s?대상$"
    r"|학술대회$|체육대회$|선수권대회$"
)


# What is told of a ceremony is the award it gives: ‘영상 공모전 시상식’, ‘…포상식’.
_CEREMONY = re.compile(r"(?<=포상)식$|\s?(?:시상식|수여식)$")
# A programme that is called for: 「…발굴사업」 공모를 추진한다.
_CALLED = re.compile(r"\s?(?:(?:참여|지원|수행|운영)(?:기업|기관|자)\s)?(?:신규\s)?공모(?![전가-힣])|\s?공모[를는에의]")
_GIVEN_AT = re.compile(
    rf"(?<!\S)(?P<name>{_WORDS}[가-힣A-Za-z0-9·]{{0,20}}(?:상(?=\s(?:시상식|(?:작품\s?)?심사\s?결과))|포상(?=식[을를이가은는]|식\s)|공모전(?=\s시상식)))"
)


_NAME_LABEL = re.compile(r"[<\[(]?\s?(?:공\s?모|대\s?회|공모전)\s?명(?:칭)?\s?[>\])]?\s?(?:[:：]|$)(?P<name>.*)")
_LONGEST_NAME = 60
_QUOTES = re.compile("['’‘]")

_Named = tuple[str, int | None, Line]


def named_contests(titles: list[Line], subtitles: tuple[Line, ...], body: tuple[Line, ...]) -> list[_Named]:
    """Names with their year and line: the quoted ones of the first line that has any, else the one held or chosen.

    Where winners are announced there is a contest, whatever it is called: then it is what they won, or the title.
    """
    if labelled := next(filter(None, (_labelled(line, n, body) for n, line in enumerate(body))), None):
        return [labelled]
    prose = [line for line in body if line.row is None][:6]
    if named := next((found for line in [*titles, *prose] if (found := _names(line))), []):
        return named
    lead = [(_HELD, line) for line in prose] + [(_CHOSEN, line) for line in [*prose[:3], *titles]]
    lead += [(_TITLED, line) for line in [*titles, *subtitles]] + [(_GIVEN_AT, line) for line in [*titles, *prose]]
    is_announced = _announces([*titles, *prose], body)
    if is_announced:
        if named := next(([prize] for line in prose[:3] if (prize := _quoted_prize(line))), []):
            return named
        lead += [(_CALL, line) for line in prose] + [(_PHRASE, line) for line in [*titles, *prose[:3]]]
        lead += [(_WON, line) for line in [*prose[:3], *titles]]
    named = next(([held] for pattern, at in lead if (held := _unquoted(pattern, at))), [])
    if not named and is_announced and titles and not titles[0].text.endswith("다."):
        named = [(_of_title(line.text), year_of(line.text), line) for line in titles[:1]]
    return named


def _labelled(line: Line, at: int, body: tuple[Line, ...]) -> _Named | None:
    """The name under its own label: `공 모 명 : …`, `<공모명>` over the name."""
    if line.row is not None or (label := _NAME_LABEL.match(line.body or line.text)) is None:
        return None
    following = body[at + 1] if at + 1 < len(body) else None
    value = label["name"].strip() or (following.text if following and following.row is None else "")
    name = re.sub(r"\s?개최$", "", value.strip())
    return (name, year_of(name), line) if 4 < len(name) < _LONGEST_NAME else None


def _announces(first: list[Line], body: tuple[Line, ...]) -> bool:
    """Whether the first lines speak of winners or prizes, and the text of what was sent in or judged."""
    prized = any(_PRIZE.search(_EARLIER.sub("", line.text)) for line in first)
    return prized and any(_SENT_IN.search(line.text) for line in body)


def _quoted_prize(line: Line) -> _Named | None:
    """What stands in quotes where winners are told, unless it is one of the works."""
    for at, words, year in quoted(line.text):
        behind = line.text[line.text.index(words, at) + len(words) + 1 :]
        if _PRIZED_BEHIND.match(behind) and not _OTHER.search(words) and not re.search(r"[!?]|다\.?$", words):
            name = f"{year}년 {words}" if year else words
            return name, year_of(name), line
    return None


def _of_title(title: str) -> str:
    """A title without who speaks in front and without the announcement behind: `바람시, 섬 제안 7건 시상` → 섬 제안."""
    text = re.sub(r"^[^,]{2,20},\s", "", title)
    if named := re.match(r".*?(?:대회|공모전?|경연|백일장|[가-힣]{2}대전)(?=\s)", text):
        return named[0]
    return re.sub(r"\s?(?:\d+\s?\S{1,3}\s)?(?:수상|당선|입상|선정|시상|우수)[^ ]*(?:\s\S+){0,2}$", "", text) or title


def _trimmed(phrase: str) -> str:
    """A phrase from behind the last word that ends in a particle."""
    words = phrase.split(" ")
    start = max((i + 1 for i, word in enumerate(words[:-1]) if _WORD_BEFORE.search(word)), default=0)
    # A quote is not cut: '건강한 노사문화' 홍보작품 공모전.
    start = next((i for i in range(start, -1, -1) if len(_QUOTES.findall(" ".join(words[i:]))) % 2 == 0), start)
    return " ".join(words[start:]).replace("…", "")


def _unquoted(pattern: re.Pattern[str], line: Line) -> _Named | None:
    """A name that stands without quotes."""
    if (match := pattern.search(line.text)) is None:
        return None
    # A headline is no sentence: 그리는, 호국보훈의 and 에세이 belong to the name.
    whole = pattern in (_TITLED, _GIVEN_AT) and (
        re.match(r"제\s?\d+\s?[회차]|20\d\d|\S+의\s달", match["name"])
        or (match.start() == 0 and not re.search(r"[을를]\s|에서\s", match["name"]))
    )
    name = re.sub(r"유공자$", "유공자 포상", match["name"] if whole else _trimmed(match["name"]))
    return (name, year_of(name), line) if len(squeeze(name)) > 4 else None


def _names(line: Line) -> list[tuple[str, int | None, Line]]:
    found = []
    for at, words, year in quoted(line.text):
        name = _CEREMONY.sub("", words)
        if (
            re.search(r"[!?]|\.(?!\d)", name)
            or len(name) < 3
            or _NO_CONTEST.search(name)
            or name.count("(") != name.count(")")
        ):
            continue
        behind = line.text[line.text.index(words, at) + len(words) + 1 :]
        is_awarded = _AWARDED.match(behind) or (
            _OF_YEAR.match(name) and _PRIZED.match(behind) and not _OTHER.search(name)
        )
        is_awarded = is_awarded or (_CALLED.match(behind) and not re.search(r"(?:제도|법|지침)$", name))
        is_honour = _HONOUR.fullmatch(name) and _GIVEN.search(line.text)
        if not (is_awarded or is_honour or re.search(rf"{CONTEST_WORD}(?:\([^()]+\))?$", name)):
            continue
        if name.endswith("챌린지") and re.search(r"동참|캠페인|인증|릴레이|지목|실천", line.text):
            continue
        if (
            name.endswith("상")
            and not name.endswith("포상")
            and (_NO_AWARD.search(name) or not re.search(r"시상|수상|수여|선정|상을", line.text))
        ):
            continue
        if year:
            name = f"{year}년 {name}"
        elif counted := re.search(r"제\s?\d+\s?[회차](?=\s$)", line.text[:at]):
            name = f"{counted[0]} {name}"
        found.append((name, year_of(name) or (int(name[:4]) if re.match(r"20\d\d\s", name) else None), line))
    return found
