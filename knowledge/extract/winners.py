"""Winners that stand in sentences and lists: one reader of grade, title and owner.

A grade's particle says where its winners stand: `대상에는`, `최우수상은` before them, `대상을`, `금상으로` after them.
That reach is cut into segments, one winner each; a segment holds a quoted work, people, a team or an organization.
People alone have an unknown title, works alone an unknown owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.extract.grades import GRADE, is_grade
from knowledge.extract.lines import Line
from knowledge.extract.organization_cells import is_organization
from knowledge.extract.owners import (
    Found,
    in_bracket,
    is_name,
    mostly_names,
    names_in,
    owner_in,
    school_and_name,
    unit_before,
)
from knowledge.extract.people import is_rank
from knowledge.hangul import sentences
from knowledge.words.kinds import EARLIER

_ORDER = (
    r"(?:국민|무궁화|(?:금|은|보|옥|화)관|(?:금|은|동|철|석)탑)[가-힣]{0,4}(?:훈장|포장)(?:\s[가-힣]{2,3}장)?"
    r"|(?:대통령|국무총리)\s?표창|산업포장|근정포장"
)
# Prizes of names in no list, which only what stands behind them tells: 어버이상(정희자, 박혜선), 사비으뜸상(장관상),
# 핵심가치상에는, 9월의 관세인에는. `수상자는 ▲…` has no grade.
_FANCY = (
    r"(?:[가-힣]{2,8}\s)?[가-힣]{2,6}상(?=\([가-힣]{2,4}[,)])|[가-힣]{2,6}상(?=[’”]?에는?\s|\([가-힣]{2,14}상\))"
    r"|(?<=[▲△])(?:[가-힣]{2,8}\s)?[가-힣]{2,8}상(?=\s[가-힣]{2,4}\()"
    r"|(?:[가-힣]{1,6}의\s)?[가-힣]{2,6}(?:인|직원|왕|인물)(?=에는\s)|(?:수상|입상|선정|당선)자(?=는\s[▲△‘])"
)
_PRIZE = re.compile(
    rf"(?<![가-힣])(?P<grade>{_ORDER}|최?우수팀|(?!입상|본상){GRADE}(?<!상장)|최우수\s상|{_FANCY})[’”]?"
    r"(?P<given>인\s[가-힣\s]{2,12}상)?(?:\s?\((?P<in>[^()]{1,40})\))?(?:\s?수상작|작|\s?작품)?"
    r"(?:\s?\d{1,2}[건편점명팀곳](?=[은는에])|의?\s영예)?(?P<particle>에게는|에게|에는|엔|에|은|는|을|를|으로는|으로|로|의|이|가|인|와|과|\s?[=:：])?(?![가-힣])"
)
_AHEAD = ("에는", "엔", "으로는", "은", "는", "에", "의", "=", ":", "：", "인")
_BARE = ("최우수", "우수", "장려", "특별")
_QUOTED_NEXT = re.compile(r"\s?[‘“「『'\"〈▲]")
_AWARDED = re.compile(r"\s?(?:수상자|수상한|받은|받는|차지한|뽑힌|선정된|오른)\s")
_ROSE = re.compile(r"\s(?:각각\s)?(?:[오올]|뽑|선정|이름)")
_BEHIND = re.compile(r"[,\s](?:받아|수상|$)|,|\s[^,]{2,24}(?:을|를)\s받")
_TARGET = re.compile(r"(?:참여|지원|적용|공모|모집|응모|신청|참가|평가|조사|[을를])\s?$")
_GUESTS = re.compile(r"참석|자리하|함께한")
_WON = re.compile(
    r"선정|뽑|수상|차지|받[았아는고]|돌아갔|영예|거머|안았|안[는게]|오른\s|올[랐렸]|꼽[혔히]|주어[진졌지]|선발|결정|수여|골랐"
    r"|탄다|탔|건[네넸]|타는\s|가져갔"
)
EARLIER_PRIZE = re.compile(rf"{EARLIER}|20\d\d년\s?(?:대상|최우수|우수|수상)")
_PLANNED = re.compile(r"예정|계획(?:이|을|\s?중|\.|$)|할\s방침|(?:선정|수여|시상)할|뽑을|지급")
# 장려상은 임하정 (경기도 용인 / …), 권소율(대전광역시 / …)
_VERBLESS = re.compile(rf"{GRADE}[은는]\s[^.]*\)$")
_SUBJECT = re.compile(r"^(?P<who>[^,‘“「]{2,24}),\s")
_TRACK = re.compile(
    r"(?P<track>(?:[가-힣A-Za-z·]+\s){0,2}"
    r"(?:[가-힣A-Za-z·]*(?:분야|부문)|(?:초등|중등|고등|중·?고등|[대중]?학생|일반|청소년|대학|성인)부))"
    r"(?:에서|에서는|에는|의|\s|인|\)|대상|은|는)"
)
# Words before a field that are the sentence's.
_NO_FIELD = re.compile(
    r".*(?:[은는을를로의고며게]|에서|[가-힣]이|[가-힣]러)|가|중|가운데|공모전|결과|또한?|심사|이번|각|올해|그리고"
)
_TRACK_MARK = re.compile(r"^(?P<track>[가-힣]{2,10})\s?=\s?")
# Without grades: `중소기업 부문에서는 동서공업, 풍산홀딩스 부산사업장 등 24개사`.
_BY_TRACK = re.compile(
    r"(?P<track>[가-힣·]{2,10}\s?(?:부문|분야))(?:에서는|은|는|에는)\s(?P<items>[^.]{4,120}?)\s등\s\d+\s?개?\s?"
    r"(?:사|기업|기관|곳|팀)"
)
_LABELLED = re.compile(
    rf"^(?:\((?P<track>[^()]+(?:\([^()]*\))?[^()]*)\)\s?)?(?P<grade>{GRADE}|[가-힣]{{2,8}}(?<!대)상)(?:\([^()]+\))?"
    r"\s?(?:수상작)?\s?(?:=|:|：|\.{2,}|…|(?=△))\s?(?P<rest>.+)$"
)
# 대상 : … 금상 : … / … 은상 : … in one line.
_LABELS_INSIDE = re.compile(r"(?<![가-힣])(?=(?:최우수상?|우수상?|대상|금상|은상|동상|장려상?|입선|가작)\s?[:：])")
# △영상물부문=금상 …,은상 … △디자인부문=금상 …
_BY_FIELD = re.compile(
    rf"(?:^|[△▲○])\s?(?P<track>[가-힣A-Za-z·\s]{{2,16}}(?:부문|분야|부))\s?[=:]\s?(?P<rest>(?={GRADE}\s)[^△▲○]+)"
)
_OF_FIELD = re.compile(rf"(?P<grade>{GRADE})\s(?P<who>.+?)(?=[,\s]\s?{GRADE}\s|$)")
_TOGETHER = re.compile(r"[가-힣]{2,4}(?:\s[가-힣]{2,4})+")
# What a list of prizes says of each grade.
_AMOUNT = re.compile(r"\d+\s?[명인편점건팀%]|만\s?원|상금|상장|안팎|내외")
_SHORTEST_SENTENCE = 20

_MARKS = "▲△▷▶◇◆○●◎ㅇ•·"
_OPEN, _CLOSE = "([〈「『‘“", ")]〉」』’”"
_QUOTE = re.compile(r"[‘“「『｢〈'`\"](?P<words>(?:[^‘’“”「」『』｢｣〈〉'`\"()]|\([^'\"()]*\)){2,70}?)[’”」』｣〉‘'`\"]")
# Marks that open and close alike, closed before a particle: 이다해의 '동네방네, 행복한 도시 금천', …
_STRAIGHT = re.compile(r"(?<![가-힣A-Za-z0-9])(['\"])[^'\"]{2,70}\1(?![A-Za-z0-9])")
_HALF_QUOTE = re.compile(
    r"(?:^|[은는,]\s|[와과고]\s|저마다\s)(?P<words>(?:(?![은는]\s|저마다\s)[^‘’“”'\",.]){4,60})[’'](?=[을를와과이로]|\s)"
)
# Quotes that are no work: a theme, a slogan, what somebody says, one example of several, the contest itself.
_NO_TITLE = re.compile(
    r"\s?(?:등[의 ,]|라는|이라는|이란|란\s주제|을\s주제|를\s주제|고\s(?:말|밝)|라고|이라고|라며|며\s"
    r"|(?:[가-힣]{2,6}\s)?(?:부문|분야|공모전|경진대회|챌린지|시상식|행사|기념식)[은는의에을]?)"
)
_CAPTION = re.compile(r"(?P<title>[^()]*?)\((?P<by>[가-힣]{2,4})\s작\)")
_OFFICE_INSIDE = re.compile(r"(?P<title>.{2,60})\((?P<unit>[^()]{2,12}(?:과|팀|실|국))\)")
_MADE = re.compile(r"^.*(?:찍은|담은|그린|만든|쓴|낸|다룬|표현한|포착한|잡아낸|출품한|〈)\s?")
# 한여울 학생(6학년)의 다함께 만드는 행복한 봉화, 이세종씨의 ‘…’ without its quotes
_MADE_BY = re.compile(r"(?:학생|어린이|씨|군|양|교사)(?:\s?\([^()]{1,12}\))?의\s(?P<title>.{3,40}?)(?:\s작품)?$")
_WORK_BY_NAMES = re.compile(r"(?P<title>.{2,60}?)\s?\((?P<in>[^()]+)\)")
_NAME_AND_WORK = re.compile(r"(?P<name>[가-힣]{2,4})\s?[-–]\s?(?P<title>.{2,})")
_OWNED = re.compile(r"(?P<owner>[가-힣A-Za-z·]{2,20}(?:\s[가-힣]{1,6})?)의\s(?P<title>[^,]{2,40})")
# 정한빛(…, 투표하는 나는 …) 전나린(…, 선거를 …): nothing else parts them.
_NEXT_WORK = re.compile(r"\s[가-힣]{2,4}\([^()]+,")
# 박종문, 안지열씨: two people of one work.
_JOINED = re.compile(r"\s*(?:[가-힣]{2,4}[,·]\s?)*[가-힣]{2,4},\s[가-힣]{2,4}\s?(?:씨|학생|군|양)")
# What the sentence says of an item behind it.
_VERB = re.compile(
    r"(?<=[가-힣)\d’”」』〉'\"])(?:가|이)?(?:\s?(?:각각|나란히|저마다))*\s?"
    r"(?:뽑|선정|수상|차지|받[았는]|올[랐라]|영예|거머|돌아|주어|선발|가져|등\s(?:총|모두|\d)|사례[가를]).*$"
)
_NOBODY = re.compile(r"(?:해당\S{0,3}|수상[작자]\S?)\s?없")
# What is left of a sentence is no work: 가 기쁨을 안았다, 부문별 18개씩, 이어.
_NO_WORK = re.compile(r"^(?:[가이을를은는에]\s|이어$)|\d개?씩$|[시군구도]의$")
_LONGEST_ITEM = 40


@dataclass(frozen=True, slots=True)
class Winner:
    """One winner as the text has it: a work, an owner (organization) or people, at least one of these."""

    grade: str | None
    title: str | None
    organization: str | None
    awardee: str | None
    track: str | None
    line: Line
    summary: str | None = None


def winners(lines: tuple[Line, ...]) -> list[Winner]:
    """All winners that sentences and list items name, each work and each person once."""
    found: list[Winner] = []
    track = field = None
    bullet = ""
    for line in lines:
        if line.row is not None:
            continue
        if line.bullet in ("◇", "◆") and len(line.text) < _LONGEST_ITEM:
            track = line.body
        if fields := list(_BY_FIELD.finditer(line.text)):
            for part in fields:
                for one in _OF_FIELD.finditer(part["rest"]):
                    found.extend(_of_field(one, part["track"].strip(), line))
        elif items := _items(line):
            for item in items:
                found.extend(_of_item(item, track, line))
        elif len(line.text) >= _SHORTEST_SENTENCE and not line.text.startswith(("※", "*")):
            for sentence in sentences(line.text):
                won = list(_of_sentence(sentence, line))
                if any(one.track for one in won) or line.bullet in ("", bullet):
                    # A field holds for its line and the smaller points under it.
                    field, bullet = next((one.track for one in won if one.track), None), line.bullet
                found.extend(replace(one, track=one.track or field) for one in won)
    return _merged([one for one in found if not any(map(_NO_WORK.search, filter(None, (one.title, one.organization))))])


def _items(line: Line) -> list[re.Match[str]]:
    """The labelled items of a line: `▲대상=…`, or all of `대상 : … 금상 : …`."""
    parts = _LABELS_INSIDE.split(line.text)
    if len(parts) < 3:
        parts = ["", line.body if line.bullet else line.text]
    return [item for part in parts[1:] if (item := _LABELLED.match(part.strip()))]


def _of_item(item: re.Match[str], track: str | None, line: Line) -> Iterator[Winner]:
    if _AMOUNT.search(re.sub(r"외\s\d+명", "", item["rest"])):
        return
    track = item["track"] or track
    for segment in _segments(item["rest"]):
        if mark := _TRACK_MARK.match(segment):
            track, segment = mark["track"], segment[mark.end() :]
        if found := _parsed(segment) or _listed(_bare_item(segment)):
            yield Winner(item["grade"], found.title, found.unit, found.people, track, line)


def _of_field(won: re.Match[str], track: str, line: Line) -> Iterator[Winner]:
    """Who won one grade of a field; names with nothing but blanks between them are a team."""
    for segment in _segments(won["who"]):
        names = re.sub(r"씨?\s?팀?$", "", segment.strip())
        if _TOGETHER.fullmatch(names) and all(map(is_name, names.split())):
            yield Winner(won["grade"], None, None, ", ".join(names.split()), track, line)
        elif found := _parsed(segment):
            yield Winner(won["grade"], found.title, found.unit, found.people, track, line)


def _of_sentence(sentence: str, line: Line) -> Iterator[Winner]:
    if (
        not (_WON.search(sentence) or _VERBLESS.match(sentence))
        or EARLIER_PRIZE.search(sentence)
        or _PLANNED.search(sentence)
    ):
        return
    prizes = _prizes(sentence)
    for part in () if prizes else _BY_TRACK.finditer(sentence):
        for name in part["items"].split(","):
            yield Winner(None, None, name.strip(), None, part["track"], line)
    begin = 0
    ends = [prize.start() for prize in prizes[1:]] + [len(sentence)]
    for prize, following in zip(prizes, ends, strict=False):
        track = _track_of(sentence[begin : prize.start()])
        if named := mostly_names(prize["in"]) if prize["in"] else []:
            yield from (Winner(prize["grade"], None, None, name, track, line) for name in named)
            begin = prize.end()
            continue
        ahead = _stands_ahead(prize, sentence)
        if not ahead and sum(bool(_TRACK.search(part)) for part in _segments(sentence[begin : prize.start()])) > 1:
            track = None  # 중앙부처 부문에서는 …, 지방자치단체 부문에서는 … 최우수로: each has its own
        reach = sentence[prize.end() : following] if ahead else sentence[begin : prize.start()]
        if not ahead and _GUESTS.search(reach):
            continue
        grade = None if prize["grade"].endswith("자") else prize["grade"]
        if grade and prize["in"] and is_grade(prize["in"]):
            grade = f"{grade}({prize['in']})"  # 대상(대통령상)
        found = [Winner(grade, one.title, one.unit, one.people, track, line) for one in _in_reach(reach, ahead)]
        if not found and not ahead and (name := _headline_name(sentence)):
            found = [Winner(grade, None, None, name, track, line)]
        if found:
            yield from found
            begin = following if ahead else prize.end()


def _prizes(sentence: str) -> list[re.Match[str]]:
    """The grades of a sentence that have winners beside them; none inside quotes, no `재학생을 대상으로`."""
    quoted = [range(*quote.span("words")) for quote in _QUOTE.finditer(sentence)]
    return [
        prize
        for prize in _PRIZE.finditer(sentence)
        if not _TARGET.search(sentence[: prize.start()])
        and not any(prize.start() in inside for inside in quoted)
        and _says_where(prize, sentence)
    ]


def _says_where(prize: re.Match[str], sentence: str) -> bool:
    """Whether a grade says by its particle, or by what follows, where its winners stand; else it is told in passing."""
    particle = (prize["particle"] or "").strip()
    if prize["grade"] in _BARE:
        return particle in ("에는", "에", "로", "은") or "영예" in prize[0]
    if particle not in ("", "와", "과") or _stands_ahead(prize, sentence):
        return True
    if prize["in"]:
        return bool(mostly_names(prize["in"]))
    return bool(_BEHIND.match(sentence[prize.end() :]))


def _stands_ahead(prize: re.Match[str], sentence: str) -> bool:
    """Whether the winners of a grade stand behind its name."""
    particle, behind = (prize["particle"] or "").strip(), sentence[prize.end() :]
    if particle == "에" and _ROSE.match(behind):
        return False
    if particle in _AHEAD or _AWARDED.match(behind):
        return True
    if not particle and sentence[: prize.start()].rstrip().endswith(("▲", "△")):
        return True  # ▲봉사상 이가야(장충동)
    return particle in ("", "으로", "로") and bool(_QUOTED_NEXT.match(behind))


def _in_reach(reach: str, ahead: bool) -> list[Found]:
    segments = [segment for segment in _segments(reach) if not _NOBODY.search(segment)]
    items = [_bare_item(segment) for segment in segments]
    listed = [of for item in items if (of := _WORK_BY_NAMES.fullmatch(item))]
    is_list = len(listed) == len(items) > 0 and not any(map(_QUOTE.search, segments))
    if is_list and all(" " in of["title"] and is_organization(of["in"]) for of in listed):
        # △가설건축물 수요증가에 따른 규제 개선(충주시 건축과), △…
        return [Found(of["title"].strip(), of["in"]) for of in listed]
    found = [one for segment in segments if (one := _parsed(segment))]
    works = [one for one in found if one.title]
    people = [one for one in found if one.people and not one.title]
    if works and len(works) == len(people):
        # 김민성씨와 배호중씨는 저마다 A와 B를: in pairs.
        return [replace(w, people=p.people, unit=p.unit or w.unit) for w, p in zip(works, people, strict=True)]
    if works:
        return works + (people if len(people) > len(works) else [])
    if people:
        return people
    owned = [_OWNED.fullmatch(item) for item in items]
    if any(owned):
        # 제주시의 다락쉼터, 서울메트로의 서울시청역(2호선), 횡성휴게소
        pairs = zip(items, owned, strict=True)
        works = [Found(of["title"].strip(), of["owner"]) if of else Found(item) for item, of in pairs]
        return [work for work in works if work.title and 2 <= len(work.title) < _LONGEST_ITEM]
    return [Found(unit=item) for item in items] if ahead and all(map(is_organization, items)) else []


def _segments(text: str) -> list[str]:
    """A reach cut at commas, marks, and `와`, `과` between winners; brackets and quotes stay whole."""
    parts: list[str] = []
    begin = depth = 0
    quoted = {place for quote in _STRAIGHT.finditer(text) for place in range(*quote.span())}
    for place, char in enumerate(text):
        if place in quoted:
            continue
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and _parts(text, place) and not _JOINED.match(text[begin : place + 14]):
            parts.append(text[begin:place])
            begin = place + 1
    parts.append(text[begin:])
    return [half for part in parts for half in _halves(part.strip()) if half]


def _parts(text: str, place: int) -> bool:
    char, before = text[place], text[:place]
    if char == " " and before.endswith(")"):
        return bool(_NEXT_WORK.match(text, place))
    return char in ",/" or (char in _MARKS and (char != "·" or before.endswith(")")))


def _halves(part: str) -> list[str]:
    """A part cut at `와`, `과` and `및` where winners stand on both sides."""
    for match in re.finditer(r"(?<=[가-힣)’”」』〉'\"])(?:와|과|\s및)\s", part):
        before, after = part[: match.start()], part[match.end() :]
        if before.count("‘") > before.count("’"):
            continue
        left, right = _parsed(before), _parsed(after)
        if left and right:
            if left.title and not left.people and right.people and not right.title:
                continue  # ‘…’의 교통과 이하늘 주무관
            return [before, *_halves(after)]
        sides = (_bare_item(before), _bare_item(after))
        if all(map(is_organization, sides)) or all(map(_OWNED.fullmatch, sides)):
            return [before, after]
    return [part]


def _parsed(segment: str) -> Found | None:
    """The winner in one segment; None where nothing in it can be one."""
    text = _bare_item(segment)
    if not text:
        return None
    quotes = (quote for quote in _QUOTE.finditer(segment) if not _NO_TITLE.match(segment[quote.end() :]))
    # A quote inside a bracket is part of what the bracket says: 김정아 주무관(… ‘상상놀이터’ 체험관 운영).
    if quote := next((q for q in quotes if segment[: q.start()].count("(") == segment[: q.start()].count(")")), None):
        return _of_quote(quote["words"].strip(), segment[: quote.start()], segment[quote.end() :])
    if half := _HALF_QUOTE.search(segment):
        who = owner_in(segment[half.end() :]) or owner_in(segment[: half.start("words")]) or Found()
        return replace(who, title=half["words"].strip())
    if owner := owner_in(text) or school_and_name(text):
        made = _MADE_BY.search(text) if owner.people and not owner.title else None
        return replace(owner, title=made["title"]) if made else owner
    if (by := _WORK_BY_NAMES.fullmatch(text)) and (people := names_in(by["in"])):
        return Found(_MADE.sub("", by["title"]).strip(" 〈"), None, people)
    return None


def _listed(text: str) -> Found | None:
    """What an item of a labelled list is when nothing in it says so: `이름-제목`, a bare name, else a work."""
    if (made := _NAME_AND_WORK.match(text)) and is_name(made["name"]):
        return Found(made["title"], None, made["name"])
    return Found(text) if len(text) >= 2 and not _AMOUNT.search(text) else None


def _of_quote(title: str, before: str, after: str) -> Found | None:
    """A quoted work with who made it: in its own bracket, behind it or before it."""
    if title.endswith("팀") and len(title) < 12:
        return Found(people=title)
    if made := _CAPTION.fullmatch(title):
        return Found(made["title"].strip(), None, made["by"])
    if inside := _OFFICE_INSIDE.fullmatch(title):
        return Found(inside["title"].strip(), inside["unit"])
    bracket = re.match(r"\s?\((?P<in>[^()]{2,60})\)", after)
    who = (in_bracket(bracket["in"]) if bracket else None) or owner_in(after) or owner_in(before)
    if who is None and (by := re.search(r"(?<![가-힣])(?P<name>[가-힣]{2,4})의\s?$", before)) and is_name(by["name"]):
        who = Found(unit=unit_before(before[: by.start()]), people=by["name"])
    return replace(who, title=title) if who else Found(title, unit_before(before))


def _bare_item(item: str) -> str:
    """An item of a list without what the sentence says of it: `횡성휴게소가 각각 뽑혔다` → 횡성휴게소."""
    text = _VERB.sub("", item.strip(" " + _MARKS + "=:"))
    return re.sub(r"[,\s]+$|(?<=[가-힣)’”])(?:이|가)$|(?<=[)’”])(?:와|과)$", "", text.strip())


def _headline_name(sentence: str) -> str | None:
    """Who a headline begins with: `배우 윤여정, … 금관문화훈장 받아`."""
    subject = _SUBJECT.match(sentence)
    words = [word for word in subject["who"].split() if not is_rank(word)] if subject else []
    return words[-1] if words and is_name(words[-1]) and words[-1][-1] not in "시군구도" else None


def _track_of(text: str) -> str | None:
    """The last field that a text names, without the words of the sentence before it; 각 부문 is none."""
    words = found[-1].split() if (found := _TRACK.findall(text)) else []
    first = max((n + 1 for n, word in enumerate(words[:-1]) if _NO_FIELD.fullmatch(word)), default=0)
    field = " ".join(words[first:])
    return field if field not in ("", "부문", "분야") else None


def _merged(found: list[Winner]) -> list[Winner]:
    """Winners told twice, by the same work or the same people, become one with the fields of both."""
    kept: list[Winner] = []
    for one in found:
        same = next((n for n, other in enumerate(kept) if _is_same(one, other)), None)
        if same is None:
            kept.append(one)
        else:
            fields = ("grade", "title", "organization", "awardee", "track")
            both = {name: getattr(kept[same], name) or getattr(one, name) for name in fields}
            kept[same] = replace(kept[same], **both)
    return kept


def _is_same(one: Winner, other: Winner) -> bool:
    def letters(text: str | None) -> str:
        return re.sub(r"[\s\W]+", "", text or "")

    for mine, theirs in ((one.grade, other.grade), (one.awardee, other.awardee)):
        if mine and theirs and letters(mine) not in letters(theirs) and letters(theirs) not in letters(mine):
            return False
    told = [(letters(one.title), letters(other.title)), (letters(one.awardee), letters(other.awardee))]
    return next((mine == theirs for mine, theirs in told if mine and theirs), False)
