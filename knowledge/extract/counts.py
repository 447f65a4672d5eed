"""How many entries came in and how many were chosen, where the release's sentences say so.

Every number with a counter (`213곳`, `24개 기업`, `네 건`) is a mention; the first verb behind it, or a participle
right before it, says what it counts. Several parts (`수기 4건, 영상 3건을 시상`) are one mention with their sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.dates import LAST_YEAR
from knowledge.extract.grades import GRADE
from knowledge.extract.lines import Doubts, Line
from knowledge.extract.stages import number
from knowledge.hangul import sentences
from knowledge.words.kinds import CONTEST_NOUN

_WORDS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_WORKS = r"건|점|편|작품|작|개\s?(?:국정)?과제|과제|사례|제안|아이디어|가지"
_GROUPS = (
    r"팀|곳|개소|개\s?사|개\s?(?!내외)[가-힣]{1,5}?(?=(?:이|가|을|를|은|는|의|이?다)?(?:[\s,.)]|$))|기업|기관|사|선"
)
_MENTION = re.compile(
    rf"(?<![\d,.~∼∙△])(?:(?P<n>\d[\d,]{{0,10}})\s?(?:(?P<thousand>천|만)(?:\s(?P<rest>\d[\d,]{{0,6}}))?)?|(?<![가-힣])(?!한편[\s,])(?P<word>{'|'.join(_WORDS)}))"
    rf"\s?여?\s?(?P<unit>개\s?(?:팀|작품|제안|사례)|{_WORKS}|{_GROUPS}|명|인|개)(?:의\s(?:작품|사례|과제|제안|성과|아이디어|우수\s?사례))?"
    r"(?P<particle>을|를|이|가|은|는|의|에게|에|도|까지)?(?![가-힣]*(?:\s?보다|에서|당\s|씩))"
)
# Other years and running totals are not this year's counts; nor are those of another scheme, of judges and of guests.
# 역대 alone is none: `역대 최다 118건이 접수됐다` is this year's.
_OTHER = re.compile(
    rf"{LAST_YEAR}|지난\s?대회|역대\s?누|누적|첫\s?회|까지\s총|그간|그동안|\d{{4}}년(?:부터|에도|에는)|바\s있|첫해"
    r"|[‘「“][^’」”]{2,40}(?:사업|제도|프로그램|교육|지원금)[’」”]"
)
_PEOPLE = re.compile(
    r"(?:연구자|위원|평가단|심사단|배심원|전문가|자문단|관계자|참석자|관람객|시민|멘토|직원|임직원|내빈|주민)(?:\s?총)?\s?$"
)
_ATTENDED = re.compile(r"시상식|발대식|포럼|토론회|간담회|행사에|참석")
_COMPARED = re.compile(
    rf"(?:{LAST_YEAR}|첫\s?회|’?\d\d년|20\d\d년)(?:[^()]{{0,12}}\([^()]*\)"
    r"|[^.,()]{0,12}?\d[\d,]*\s?\S{1,3}?(?:보다|대비|에서|에\s비해))"
)
_BRACKET_LABEL = re.compile(r"^\W*\(([가-힣\s]{2,8})\)\s?:?\s*")
_IN_BRACKETS = re.compile(rf"\((?:총\s?)?(\d[\d,]*\s?여?\s?(?:{_WORKS}|팀|곳|명|개))\)")
_BRACKETS = re.compile(r"\([^()]*\)")

_ENTRY = r"(?:접수|응모|출품|제출|투고|추천|(?:참가|참여)?\s?신청|참가|공모)"
_ENTERED = re.compile(
    rf"{_ENTRY}(?:되|돼|됐|된|했|하였|하여|하고|한|해|받|서|작(?:이|가|\s)|이\s|,|$|\s(?:사례|작품|과제|제안))|제안(?:되|돼|됐|했)|도전(?:했|하|장)|들어\s?[왔온와오]|보내\s?[왔온와]"
    r"|모[였이여인](?!집)|몰[렸려린]|쏟아[졌져진]|참여(?:했|하였|해|하여)|(?<!에\s)나섰|출전(?:했|하|해)|겨[뤘뤄]|경쟁|(?:을|를)\s(?:냈|보냈)|^(?:이|가)\s지원(?:했|하|해)"
)
_ENTERED_BEFORE = re.compile(
    rf"(?:{_ENTRY}(?:된|한|하신|받은)|(?<![을를]\s)낸|보낸|보내\s?온|들어온|모인|모집된|제안된|참여한|{_ENTRY}(?:한|된)?\s결과,?)\s"
    r"(?:(?:(?!가운데|중\s|최종)[^\s,.]{1,8}\s){0,2}?|[^,.\d]{2,24}?(?:은|는)\s)(?:총|모두|전체)?\s?$"
)
_CHOSEN = re.compile(
    r"(?:선정|선발|수상|시상|포상|수여|입상|입선|당선|확정|낙점)(?!자|작|위원|기준|절차)|뽑|가려[졌냈]|가렸|탄생"
    r"|순위(?:를|가)|(?:상|상장|상금|표창|포상금)(?:을|이)\s(?:받|탔|전달|지급|주었)|표창(?:했|하)|채택|이름을\s올|영예|영광|결정(?:됐|되|했|하)|돌아갔|선보"
)
_CHOSEN_BEFORE = re.compile(r"(?:선정|선발|수상|뽑|당선|입상)(?:된|한|힌|은|은)\s(?:[^\s,.]{1,8}\s)?(?:총|모두)?\s?$")
# 62편에 상패와 …, 10개 팀에 총 750만 원의 상금, 46편의 수상작
_PRIZED = re.compile(
    r"에(?:게)?\s(?:상패|상장|(?:총\s?)?[\d,]+\s?(?:천|백)?만\s?원의?\s(?:시?상금|포상금))|의\s(?:입상|수상|당선|선정)[작자]"
)
# Steps before the last one.
_STEP = re.compile(
    r"1차|2차|예선|예비|서[류면]\s?심사|후보|본선|결선|진출|통과|오[른를]|올[랐라]|가운데|중에서|대상으로"
)
_WINNING = re.compile(
    r"(?:우수\s?사례|우수작|유공자|(?:수상|당선|선정|입상)(?:작품?|자|팀|사례|\s[가-힣]{2,3}))(?:은|는)?\s?(?:총|모두)?\s?$"
)
# A table's words in a line: `접수 : 872편 / 시상 : 22편`, `응모작은 모두 319편`, `입상 18개교`.
_ENTRIES_ARE = re.compile(
    rf"(?:{_ENTRY}|도전|보내\s?[주온준]\S*)(?:작품?|\s?[건편점]수|자|팀|\s[가-힣]{{2,3}})?\s?(?:은|는|이|:|：)?\s?(?:총|모두|전체)?\s?$"
)
_WINNERS_ARE = re.compile(
    r"(?:^|[\s,/·])(?:수상|시상|입상|당선|선정)(?:\s?[건편점]수)?\s?(?:은|는|이|:|：)?\s?(?:총|모두)?\s?$"
    r"|^[^가-힣]*시\s?상\s?[:：]\s?(?:총|모두)?\s?$"
    r"|(?:시\s?상|수상|입상|선정|선발)\s?(?:내역|규모|인원|편수)\)?\s?[:：]?\s?(?:[^,.:/\d]{2,14}\s등\s)?(?:총|모두)?\s?$"
)
_JUDGED = re.compile(r"^(?:의\s[가-힣]{2,5})?(?:을|를)\s(?:(?:대상으로\s)?[^\s,.]{1,6}\s){0,3}?(?:심사|평가)(?!위원)")
_IN_EACH = re.compile(r"(?:부문|분야|유형|영역|학교급|리그)별(?:로)?\s|각\s?(?:부문|분야)")
_FINAL = re.compile(r"최종\s?(?:적으로\s)?(?:[가-힣]{1,8}\s)?(?:총|모두)?\s?$")
_TOTAL = re.compile(r"(?:총|모두|전체|합계|합쳐)\s?$")
_NO_CHOICE = re.compile(r"^\s?내외|^의\s(?:\S+\s)?(?:투표|조사|심사|평가|의견|추천)|위촉|임명장")
_AMONG = re.compile(r"^\s?(?:의\s[가-힣]{1,6}\s)?[^,.\d]{0,10}?(?:중|가운데)(?:에서)?(?=[\s,])")
_OF_ENTRIES = re.compile(r"의\s(?:응모|출품|접수|제출)[가-힣]{1,2}\s")
_PLANNED = re.compile(r"예정|계획|모집|(?:선정|시상|수여|선발)(?:한다|할|해\s|하여\s)|드린다|만\s?원")
_TITLED = re.compile(
    r"(?:^|[\s‘’“”」』])(?P<n>\d[\d,]{0,10})\s?(?P<unit>개\s?(?:팀|사|기업|기관|과제|사례)|건|점|편|작품|곳|팀|선|명(?=\s))(?:을|를)?"
    r"(?=$|[,…!]|\s(?:최종\s)?(?:선정|선발|시상|탄생|발표|공개|확정|포상|수상|뽑))"
)
_CONTEST = re.compile(CONTEST_NOUN)
_WINNERS = re.compile(
    r"(?P<who>(?:\d[\d,]*(?:개|명|팀)[^,.\d]{0,20}?(?:와|과|및|,)\s?)*\d[\d,]*(?:개|명"
    r"|팀)(?:의)?\s?[가-힣·]{1,12}?)(?:에게|에)\s?"
    r"(?P<prize>[가-힣]{0,10}(?:표창|상장|훈장|포장|상))(?:을|를)?\s?(?:수여|시상)"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many came in and were chosen, None where the text does not say it for certain; `unit` is their counter."""

    received: int | None = None
    selected: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Mention:
    value: int
    unit: str
    before: str
    after: str
    line: Line
    weight: int = 0
    sentence: str = ""


def read_counts(lines: tuple[Line, ...], titles: tuple[Line, ...], doubts: Doubts) -> Counts:
    """This year's counts of one contest, from the sentences about it, then from title and subtitles."""
    mentions = [mention for line in (*lines, *titles) if line.row is None for mention in _mentions(line)]
    received = _best(list(filter(None, map(_received, mentions))), "접수", doubts)
    selected = _best(list(filter(None, map(_selected, mentions))), "선정", doubts) or _in_title(titles)
    unit = next((found.unit for found in (received, selected) if found), None)
    return Counts(received.value if received else None, selected.value if selected else None, unit)


def _mentions(line: Line) -> Iterator[_Mention]:
    counted = _BRACKET_LABEL.sub(r"\1 : ", _COMPARED.sub(" ", line.text))
    for sentence in sentences(_IN_BRACKETS.sub(r" \1", counted)):
        text = _BRACKETS.sub("", sentence)
        found = list(_MENTION.finditer(text))
        total = begins = 0
        for n, match in enumerate(found):
            following = found[n + 1] if n + 1 < len(found) else None
            after = text[match.end("unit") : following.start() if following else len(text)]
            begins = begins if total else n
            before = text[found[begins - 1].end() if begins else 0 : found[begins].start()]
            unit = _unit(match)
            if following and _unit(following) == unit and _is_part(after):
                total += _value(match)
                continue
            mention = _Mention(_value(match) + total, unit, before, after, line, sentence=sentence)
            total = 0
            told = text[text.rfind(", ", 0, match.start()) + 1 : match.end()]
            is_grade = bool(re.search(rf"(?<![가-힣]){GRADE}\s?(?:각\s|이상\s)?$", text[: match.start()]))
            # One grade's number is no total; that of all grades together is, unless it is only promised.
            is_share = is_grade and (
                mention.value == _value(match) or bool(_PLANNED.search(sentence) or _IN_EACH.search(sentence))
            )
            if not (_OTHER.search(told) or is_share or _PEOPLE.search(before)):
                yield mention


def _unit(match: re.Match[str]) -> str:
    unit = re.sub(r"\s", "", match["unit"]).removesuffix("의")
    return re.sub(r"^개(?=[가-힣]{3})", "개 ", unit)  # 개팀, 개 수상작


def _is_part(between: str) -> bool:
    """Whether the text between two counts only adds the second to the first: `, 영상 부문 `, `과 영상 `."""
    is_list = re.fullmatch(r"\s?(?:,|와|과|및)\s?[^,.\d]{1,14}", between)
    return is_list is not None and not re.search(r"[은는이가]\s|(?<![가-힣])총|모두", between)


def _value(match: re.Match[str]) -> int:
    if match["word"]:
        return _WORDS[match["word"]]
    value = number(match["n"]) * {"천": 1000, "만": 10_000}.get(match["thousand"] or "", 1)
    return value + number(match["rest"] or "0")


def _received(mention: _Mention) -> _Mention | None:
    """The mention with its weight where it counts entries."""
    entered, chosen = _ENTERED.search(mention.after), _CHOSEN.search(mention.after)
    if mention.unit in ("명", "인") and _ATTENDED.search(mention.before + mention.after):
        return None
    judges = re.match(r"의?\s(?:[가-힣]+\s){0,3}?(?:전문가|[가-힣]{0,4}위원)", mention.after)
    if re.match(r"\s?(?:늘|줄|증가|감소|많)", mention.after) or (judges and mention.unit in ("명", "인")):
        return None
    if _ENTERED_BEFORE.search(mention.before) or _ENTRIES_ARE.search(mention.before):
        return replace(mention, weight=3)
    if entered and re.search(r"본선|결선", mention.after[: entered.start()]):
        return None
    if entered and not (chosen and chosen.start() < entered.start()):
        return replace(mention, weight=3 if entered.start() < 20 and "참여" not in entered[0] else 2)
    is_whole = _AMONG.search(mention.after) and (_TOTAL.search(mention.before) or _OF_ENTRIES.match(mention.after))
    return replace(mention, weight=1) if is_whole or _JUDGED.search(mention.after) else None


def _selected(mention: _Mention) -> _Mention | None:
    """The mention with its weight where it counts what was chosen in the end."""
    # What the next clause says is of something else: `60건을 추렸고, … 순위를 정했다`.
    after = re.split(r"(?<=[고며만]),\s|\s/\s", mention.after)[0]
    entered, chosen = _ENTERED.search(after), _CHOSEN.search(after)
    if _NO_CHOICE.search(mention.after) or _AMONG.search(mention.after):
        return None
    if _WINNERS_ARE.search(mention.before):
        return replace(mention, weight=3)
    if (
        chosen
        and not (entered and entered.start() < chosen.start())
        and chosen.start() < (50 if re.match(r"[을를]\s", after) else 30)
    ):
        between = after[: chosen.start()]
        if _FINAL.search(mention.before) or "최종" in between:
            return replace(mention, weight=4)
        return replace(mention, weight=1 if _STEP.search(mention.before) or _STEP.search(between) else 3)
    is_sum = re.search(r"(?:등\s?(?:총|모두)|포함(?:해|한|하여)(?:\s(?:총|모두))?)\s?$", mention.before) and not entered
    if (is_sum and re.match(r"(?:이다|을|를|에|의)", after)) or (
        re.search(r"\s등\s$", mention.before) and re.match(r"이다(?:\.|$)", after)
    ):
        return replace(mention, weight=4)
    if _CHOSEN_BEFORE.search(mention.before):
        return replace(mention, weight=4)
    if _PRIZED.match(mention.after):
        return replace(mention, weight=3)
    return replace(mention, weight=1) if _WINNING.search(mention.before) else None


def _best(found: list[_Mention], what: str, doubts: Doubts) -> _Mention | None:
    """The count of the most weight; several different ones are a doubt, not a choice."""
    if not found:
        return None
    # What a sentence counts that names the contest is the contest's: another may tell of who was rewarded besides.
    named = [mention for mention in found if mention.weight >= 3 and _CONTEST.search(mention.sentence)]
    found = named or found
    weight = max(mention.weight for mention in found)
    best = [mention for mention in found if mention.weight == weight]
    # Works count before the groups that sent them, and those before people.
    for units in (rf"개?(?:{_WORKS})", rf"{_GROUPS}|개팀"):
        if kept := [mention for mention in best if re.fullmatch(units, mention.unit)]:
            best = kept
            break
    # A total is printed beside its parts.
    best = [mention for mention in best if _TOTAL.search(mention.before)] or best
    if len({mention.value for mention in best}) == 1:
        return best[0]
    counts = ", ".join(dict.fromkeys(f"{mention.value}{mention.unit}" for mention in best))
    doubts.add(best[0].line.number, f"{what} 수가 여러 가지로 적혀 있어 읽지 않았어요({counts}).")
    return None


def _in_title(titles: tuple[Line, ...]) -> _Mention | None:
    for line in titles:
        found = {match["n"]: match for match in _TITLED.finditer(line.text)}
        if len(found) == 1:
            (match,) = found.values()
            return _Mention(number(match["n"]), match["unit"].replace(" ", ""), "", "", line)
    return None


def winners_in(lines: tuple[Line, ...]) -> str | None:
    """Who won, in words: `4개 센터·부서와 32명의 직원에 장관표창 수여`."""
    for line in lines:
        if match := _WINNERS.search(line.text):
            return f"{match['who'].strip()}, {match['prize']}"
    return None
