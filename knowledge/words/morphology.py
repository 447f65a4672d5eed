"""Which words are nouns, verbs, or no Korean at all: the only module that knows the package python-mecab-ko.

The package is optional (extra `korean`), since it has no wheel for every Python. Where it is absent `analyser()` is
None, a word counts as a noun unless its ending is plainly a verb's, and as Korean unless it holds a syllable that
Korean does not have.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from knowledge.hangul import is_syllable, sounds, strip_ending

_NOUN = re.compile(r"(?:^|\+)(?:NNG|NNP|NNBC|NR|SL|SH|SN|XR|UNKNOWN)(?:\+|$)")
_DEPENDENT = frozenset({"수", "것", "거", "데", "때", "분", "줄", "바", "지"})
_PLAIN_VERB = re.compile(
    r"(?:[해했하]|[았었였겠]|[아어여]요|니다|나요|까요|세요|는데|려고|면서?|지만|ㄹ까|ㄴ가|던|줘|줄래|[앗엇엿햇혓][어나죠지])요?$"
)


@cache
def analyser() -> Any | None:
    """The one analyser of this process, loaded on first use (15 ms, 40 MB); None where there is none."""
    try:
        return import_module("mecab").MeCab()
    except Exception:  # absent, or without its dictionary: everything else works without it
        return None


@lru_cache(maxsize=4096)
def is_verbal(word: str) -> bool:
    """Whether a typed word holds no noun: 햇어, 지어준, 뽑아요. Such words say nothing about what is meant."""
    found = analyser()
    if found is None:
        return bool(_PLAIN_VERB.search(word))
    parts = _parts(word)
    if not any(part.tag.startswith("V") for part in parts):
        return False
    return not any(_NOUN.search(part.tag) and part.text not in _DEPENDENT for part in parts)


@lru_cache(maxsize=4096)
def is_noun(word: str) -> bool:
    """Whether a typed word is a noun of the dictionary, whole: 경기도, 반도체. False without an analyser."""
    found = analyser()
    return found is not None and [part.tag for part in _parts(word)] in (["NNG"], ["NNP"])


_UNSEEN = 2639  # what the dictionary has every noun cost that its texts do not hold
_ENDING = re.compile(r"(?:^|\+)E[PFCT]")
_SCRAP = re.compile(r"NN[GPB]C?|NP|NR|MM|MAG|MAJ|IC|XPN")
# What Korean hangs on a noun of several syllables, or puts before one, to make another noun of it.
_BEFORE = frozenset("각고구다대두몇무반본부불비상새소신원이재저전제주준첫초총최타한현")
_BEHIND = frozenset(
    "가간감값객계고곡과관구국권군금급기길꾼난내단당대도동력령로록론료률류리망면명문물민발방법별병보복부분비사산상"
    "서석선설성세소수순술식실심안액양업연열용원월위율음인일자작장재적전점제조족주죄증지진집차창책처청체초층탄탑터통"
    "팀판편평표품풍학함합항해행향형호화회"
)
_COUNTED = frozenset({("MM", "MM"), ("MM", "NNBC")})  # 총 몇 대, 몇 건
_GLIDES = "ㅑㅕㅛㅠㅒㅖ"
_WRITTEN = frozenset("져졌죠쳐쳤쪄쪘셔셨션셜셰샤샵쇼숍쇽슈슛슐")  # 가져, 고쳐, 이죠, 오셔서, 패션


class Likely(IntEnum):
    """How likely it is that a word is written as it was meant."""

    NONSENSE = 0  # no Korean word
    UNSEEN = 1  # a noun that the dictionary has but never met in a text (언재, 외궁)
    WORD = 2


@lru_cache(maxsize=4096)
def likely(word: str) -> Likely:
    """Whether a typed word, written without spaces, may be Korean.

    It is none where a syllable is, or where it falls to pieces of one syllable (담당|쟈, 국민|셍|각|함).
    """
    if not all(is_syllable(char) and _is_written(char) for char in word):
        return Likely.NONSENSE
    if analyser() is None:
        return Likely.WORD
    parts = _parts(word)
    nouns = [n for n, part in enumerate(parts) if _SCRAP.match(part.tag)]
    if any(part.tag == "UNKNOWN" for part in parts) or not all(_stands(n, parts, nouns) for n in nouns):
        bare = strip_ending(word)
        return Likely.NONSENSE if bare == word else likely(bare)
    return Likely.UNSEEN if any(part.cost == _UNSEEN and len(part.text) == 2 for part in parts) else Likely.WORD


@lru_cache(maxsize=4096)
def is_conjugated(word: str) -> bool:
    """Whether a typed word ends as a verb or an adjective does, or as a noun that "is" hangs on."""
    if analyser() is None:
        return bool(_PLAIN_VERB.search(word))
    return _ENDING.search(_parts(word)[-1].tag) is not None


@lru_cache(maxsize=4096)
def ends_as_noun(word: str) -> bool:
    """Whether a word is a noun with nothing hung on it (회의, but not 대회는); by its last letters if need be."""
    if analyser() is None:
        return strip_ending(word) == word and not is_verbal(word)
    last = _parts(word)[-1].tag
    return last.endswith("ETN") or (last.startswith(("N", "XSN", "SL", "SN")) and "+" not in last)


@lru_cache(maxsize=4096)
def holds_verb(word: str) -> bool:
    """Whether a verb or an adjective stands in a typed word (상받는사람)."""
    if analyser() is None:
        return bool(_PLAIN_VERB.search(word))
    return any(part.tag.startswith(("VV", "VA", "VX")) for part in _parts(word))


@lru_cache(maxsize=4096)
def is_whole(word: str) -> bool:
    """Whether a typed word is Korean, and no noun of it is of one syllable: 안전주간, 늘었어요, but not 전략회으."""
    parts = _parts(word)
    nouns = [part for part in parts if part.tag.startswith(("N", "X", "M"))]
    return bool(parts) and likely(word) is Likely.WORD and all(len(part.text) > 1 for part in nouns)


@lru_cache(maxsize=4096)
def is_count(word: str) -> bool:
    """Whether a typed word only says how many: 두개, 몇대. False without an analyser."""
    parts = _parts(word)
    return bool(parts) and parts[-1].tag == "NNBC" and all(part.tag in ("MM", "NR", "NNBC") for part in parts)


def nouns_of(word: str) -> list[str]:
    """The nouns of the dictionary that a typed word is made of, names aside; none without an analyser."""
    return [part.text for part in _parts(word) if part.tag == "NNG"]


class _Part(NamedTuple):
    text: str
    tag: str
    cost: int  # in the dictionary's units; the lower, the more often it was met


def _parts(word: str) -> list[_Part]:
    """What a word is made of, with costs, which the package's own methods do not give."""
    found = analyser()
    if found is None:
        return []
    lattice = import_module("mecab.utils").create_lattice(word)
    found._tagger.parse(lattice)
    nodes: list[tuple[tuple[int, int], Any]] = list(lattice)
    return [_Part(word[begin:end], node.feature.split(",")[0], node.wcost) for (begin, end), node in nodes]


def _is_written(syllable: str) -> bool:
    """Whether Korean has this syllable. A glide after ㅈ, ㅊ or ㅅ is not heard: nobody means 일졍 or 시샹식."""
    if len(syllable.encode("euc_kr")) > 2:  # none of the 2,350 of KS X 1001
        return False
    heard = sounds(syllable)
    odd = heard[0] in "ㅈㅉㅊ" or (heard[0] in "ㅅㅆ" and heard[1] in "ㅑㅕㅒㅖ")
    return not (odd and heard[1] in _GLIDES) or syllable in _WRITTEN


def _stands(n: int, parts: list[_Part], nouns: list[int]) -> bool:
    """Whether a part may stand where it does: one of a single syllable only alone, before a verb or hung on a noun."""
    part = parts[n]
    if len(part.text) > 1 or nouns == [n]:
        return True
    following = parts[n + 1].tag if n + 1 < len(parts) else ""
    if part.tag in ("NNG", "NP", "MAG", "NNB") and following.startswith(("V", "XSV", "J")):
        return True
    last = parts[n - 1] if n else None
    if (part.tag, following) in _COUNTED or (last and (last.tag, part.tag) in _COUNTED):
        return True
    if last and len(last.text) > 1 and last.tag.startswith(("N", "X")) and part.text in _BEHIND:
        return True
    return n + 1 in nouns and len(parts[n + 1].text) > 1 and part.text in _BEFORE
