"""A person to call while a release is read, and how names, ranks, departments and phone numbers look."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from knowledge.extract.lines import Line, bare
from knowledge.words.organizations import UNIT_END

PHONE = re.compile(
    r"(?<![\d*-])(0(?:2|[3-8]\d|1\d|50\d))(?:\s?[-.)·–－]\s?|\s)(\d{3,4})(?:\s?[-.·–－]\s?|\s)(\d{4})(?![\d*])"
)
# A number that is masked, or an address where a number should be.
LOST = re.compile(r"0\d{1,2}-[\d*x○●]{3,4}-[\d*x○●]{4}|[\w.-]+@[\w.-]+")
_EXTENSIONS = re.compile(r"(?:\s?[,/]\s?\d{4})+(?![\d-])")
_RANK = re.compile(
    r"(?:과|국|실|팀|부|차|처|소|원|청|센터|본부|사업|파트|그룹|단|반|계|지사|지부|총|학|관|회|부원|부청|지청)장"
    r"|[가-힣]{0,4}(?:사무|서기|주무|연구|지도|감독|이사|조사|전문|행정|장학|비서|심의|기획|심사|경력|조정|참사|정책|보좌|협력)관"
    r"|[가-힣]{0,6}(?:담당관|연구사|지도사|장학사|복지사|상담사|연구원|위원|컨설턴트|매니저|대리|주임)"
    r"|담당|담당자|과장보|팀원|직원|사원|간사|교수|수석|책임|선임|전임|이사|검사|변호사|노무사|(?:부)?대변인"
    r"|경[위감정사장]|총경|경무관|소방[가-힣]{1,2}|소[령위]|중[령위]|대[령위]|(?:행정|전산|시설|공업)?(?:주사|서기)보?"
)
_NAME = re.compile(r"[가-힣]{2,4}")
_SURNAMES = frozenset(
    "가간갈감강견경계고공곽구국권금기길김나남노단도독돈동라류마맹명모목문민박반방배백범변복봉부빈사서석선설성소손송승신"
    "심안양어엄여연염예오옥온왕용우원위유육윤은음이인임장전정제조좌주지진차채천초최추탁태팽편표피하한함허현형홍황"
)
# Who is meant by a rank, and no name: `담당 사무관`.
_NO_NAME = ("담당", "해당", "소관", "관련", "주무", "전임", "신임", "당시")
UNIT = re.compile(rf"[가-힣A-Za-z0-9·‧ㆍ&()]*(?:{UNIT_END}|담당|반)")
# Short words that would pass for names.
_UNIT_NAME = re.compile(
    r".+(?:과|팀|센터|사무국|본부|공단|번호)|(?:홍보|기획|총무|감사|비서|민원|상황|전산)(?:실|국|처|부)|.{3,}(?:실|국|부|단|청|원|처|소)|대표"
)
_CHIEF = re.compile(r"(?P<unit>[가-힣A-Za-z·]{2,}(?P<kind>과|팀|국|실|부|센터|단|본부|지청))장")
_BETWEEN = re.compile(r"\s*[,/;]\s*|\s(?:및|또는|혹은)\s")


@dataclass(slots=True)
class Group:
    """People of one department, whose name may stretch over the rows of its people.

    `closed`: its cell spans rows that follow, so whatever department comes next is another one.
    """

    pieces: list[str] = field(default_factory=list)
    closed: bool = False


@dataclass(slots=True)
class Person:
    """Someone to call, with the group whose department is theirs and the line they stand on."""

    group: Group
    role: str | None
    rank: str | None
    name: str
    phone: str | None
    line: Line


@dataclass(frozen=True, slots=True)
class Told:
    """A person as words name them: the words before (a department), rank, name."""

    unit: str
    rank: str | None
    name: str


def is_rank(word: str) -> bool:
    """Whether a word is a rank (과장, 사무관, 책임컨설턴트)."""
    return bool(_RANK.fullmatch(bare(word)))


def _may_be_name(word: str) -> bool:
    """What a name can be where a rank stands beside it."""
    return bool(_NAME.fullmatch(word)) and not (is_rank(word) or word in _NO_NAME or _UNIT_NAME.fullmatch(word))


def _is_name(word: str) -> bool:
    return word[:1] in _SURNAMES and _may_be_name(word)


def is_person(text: str) -> bool:
    """Whether a cell holds a Korean name, spaced (`김 가 온`), masked (`김○○`) or with others (`김가온 외 2명`)."""
    name = re.sub(r"(?:씨|학생|\s?(?:외|등)\s?\d+\s?[명인])$", "", "".join(text.split()) if len(text) < 8 else text)
    return _is_name(name) or is_masked(name)


def is_masked(text: str) -> bool:
    """Whether a text is a name with syllables hidden: `김○○`, `김*온`, `손O호`."""
    return bool(re.fullmatch(r"[가-힣][○*OX]{1,3}[가-힣]?", text))


def numbers_at(text: str, phone: re.Match[str]) -> tuple[list[str], int]:
    """The numbers printed at a match of PHONE (`044-203-6703, 6159` are two) and where they end."""
    prefix = f"{phone[1]}-{phone[2]}"
    numbers, end = [f"{prefix}-{phone[3]}"], phone.end()
    if more := _EXTENSIONS.match(text, end):
        numbers += [f"{prefix}-{last}" for last in re.findall(r"\d{4}", more[0])]
        end = more.end()
    return numbers, end


def words_of(text: str) -> list[str]:
    """The words of a text; letter-spaced ranks and names are joined (`과 장 최 남 임`), glued ones parted."""
    words: list[str] = []
    run: list[str] = []
    for token in [*text.split(), ""]:
        if len(token) == 1 and "가" <= token <= "힣":
            run.append(token)
            continue
        if run:
            words += _parted("".join(run)) if len(run) > 1 else run
            run = []
        if token:
            words += _parted(token)
    return words


def _parted(word: str) -> list[str]:
    """`과장최남임` and `최남임과장` as two words; any other word as it is."""
    if not is_rank(word):
        for length in (3, 2, 4):
            for rank, name, found in (
                (word[:-length], word[-length:], [word[:-length], word[-length:]]),
                (word[length:], word[:length], [word[:length], word[length:]]),
            ):
                if rank and rank != "담당" and is_rank(rank) and _is_name(name):
                    return found
    return [word]


def told_people(text: str) -> list[Told]:
    """The people whom words name with certainty, such as `청년고용과 김하늘 과장, 이바다 사무관`; else none."""
    people: list[Told] = []
    before = ""
    for part in _BETWEEN.split(text.strip(" ,/;:·")):
        before = f"{before} {part}".strip()
        if told := _told(before):
            people.append(told)
            before = ""
    return [] if before else people


def _told(text: str) -> Told | None:
    words = words_of(text)
    if not words:
        return None
    if len(words) > 1 and is_rank(words[-1]) and _may_be_name(words[-2]):
        return Told(" ".join(words[:-2]), words[-1], words[-2])
    if len(words) > 1 and is_rank(words[-2]) and _may_be_name(words[-1]):
        # Post and rank in cells of their own: `과장 | 총경 | 이름`.
        ranks = words[-3:-1] if len(words) > 2 and is_rank(words[-3]) else words[-2:-1]
        return Told(" ".join(words[: -1 - len(ranks)]), ranks[0], words[-1])
    if not _is_name(words[-1]):
        return None
    if len(words) > 1 and (chief := _CHIEF.fullmatch(words[-2])):
        units = words[:-2] if words[-3:-2] == [chief["unit"]] else [*words[:-2], chief["unit"]]
        return Told(" ".join(units), f"{chief['kind']}장", words[-1])
    if len(words) == 1 or UNIT.fullmatch(words[-2]):
        return Told(" ".join(words[:-1]), None, words[-1])
    return None
