"""Which words of a text are nouns and which are verbs: the only module that knows the package python-mecab-ko.

The package is optional (extra `korean`), since it has no wheel for every Python. Where it is absent `analyser()` is
None and a word counts as a noun unless its ending is plainly a verb's.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

_NOUN = re.compile(r"(?:^|\+)(?:NNG|NNP|NNBC|NR|SL|SH|SN|XR|UNKNOWN)(?:\+|$)")
_DEPENDENT = frozenset({"수", "것", "거", "데", "때", "분", "줄", "바", "지"})
_PLAIN_VERB = re.compile(
    r"(?:[해했하]|[았었였겠]|[아어여]요|니다|나요|까요|세요|는데|려고|면서?|지만|ㄹ까|ㄴ가|던|줘|줄래)요?$"
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
    return not any(_NOUN.search(tag) and surface not in _DEPENDENT for surface, tag in found.pos(word))


@lru_cache(maxsize=4096)
def is_noun(word: str) -> bool:
    """Whether a typed word is a noun of the dictionary, whole: 경기도, 반도체. False without an analyser."""
    found = analyser()
    return found is not None and [tag for _, tag in found.pos(word)] in (["NNG"], ["NNP"])
