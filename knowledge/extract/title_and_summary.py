"""A cell that holds a case's title and its summary with only a space between: where the title ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.extract.lines import strip_brackets

# Nouns that take 하다 and end a title (… 구축, … 도입).
_ACTIONS = (
    "구축|도입|확충|강화|운영|개발|개선|지원|추진|마련|해소|제공|확대|실시|시행|제작|설치|설립|신설|개편|완화|단축|절감|예방|해결|연계|활용|창출|적용|혁신"
    "|조성|개통|전환|고도화|디지털화|자동화|간소화|일원화|활성화|최소화|효율화|내실화|체계화|정비|수립|실현|달성|발굴|확산|보급|출시|개시|구현|기여|향상|제고|협업|협력"
)
_NOUN = rf"(?:{_ACTIONS}|서비스|시스템|프로그램|프로젝트|플랫폼|모델|사업)(?=\s)"
_NOUN_END = re.compile(_NOUN)
_NEXT_NOUN = re.compile(rf"(?:및\s)?(?:{_NOUN}|\S{{0,6}}?(?:{_ACTIONS})(?=\s))")
_STRONG_END = re.compile(r"[!?]+['\"’”」』)]*(?=\s)")
_FULL_STOP = re.compile(r"(?<=[다요죠까자])\.['\"’”」』)]*(?=\s)")
_VERB_END = re.compile(r"[가-힣]+(?:다|요|죠|까)['\"’”」』)]*(?=\s)")
_QUOTE_AFTER = re.compile(r"\s*(?:‘[^‘’]{2,60}’|“[^“”]{2,60}”|「[^「」]{2,60}」|'[^']{2,60}'|\"[^\"]{2,60}\")(?=\s)")
_NOT_VERBS = re.compile(r"(?:보다|마다|다|바다|저마다|[가-힣]*(?:필요|주요|중요|수요|개요|소요))['\"’”]?")
_LOAN_WORDS = (
    "네트워크 시스템 프로그램 컨설팅 모니터링 플랫폼 인프라 아이디어 서비스 데이터 홈페이지 온라인 오프라인 "
    "디지털 콘텐츠 캠페인 워크숍 프로젝트 매뉴얼 패키지 가이드 인터넷"
).split()
_BROKEN_LOAN_WORDS = [
    (re.compile(f"{word[:cut]} {word[cut:]}"), word) for word in _LOAN_WORDS for cut in range(1, len(word))
]
_BROKEN_VERB = re.compile(
    rf"(?<=[가-힣\s])(?P<noun>{_ACTIONS})\s(?P<ending>하여|하고|하는|하며|하기|하였|함으로써|되어|되는|되고|시켜)"
)
_LONGEST_TITLE = 90
_SHORTEST_SUMMARY = 15


@dataclass(frozen=True, slots=True)
class Split:
    """A title, its summary if any, and whether the border is a guess worth a look (`doubtful`)."""

    title: str
    summary: str | None
    doubtful: bool


def split_title(paragraphs: tuple[str, ...], may_be_glued: bool) -> Split:
    """Title and summary of a cell: by paragraphs, else by the end of a sentence, a verb or a typical noun."""
    if len(paragraphs) > 1:
        return Split(_title(paragraphs[0]), mend(" ".join(paragraphs[1:])), doubtful=False)
    text = paragraphs[0] if paragraphs else ""
    if not may_be_glued or len(text) < 60:
        return Split(_title(text), None, doubtful=False)
    for finder, doubtful in ((_sentence_end, False), (_verb_end, False), (_noun_end, True)):
        end = finder(text)
        if end is not None and end <= _LONGEST_TITLE and len(text) - end >= _SHORTEST_SUMMARY:
            title, summary = text[:end].strip(), text[end:].strip()
            # A summary that begins with the title's first word starts anew there: no doubt.
            return Split(_title(title), mend(summary), doubtful and summary.split(" ")[0][:3] != title[:3])
    return Split(_title(text), None, doubtful=True)


def _title(text: str) -> str:
    return mend(strip_brackets(text.strip()))


def _sentence_end(text: str) -> int | None:
    """After `!`, or after a full stop with a quoted motto behind it; a stop before a near `!` is inside the title."""
    strong = _STRONG_END.search(text)
    stop = _FULL_STOP.search(text)
    if strong and strong.end() <= _LONGEST_TITLE:
        return strong.end()
    if stop and stop.end() <= _LONGEST_TITLE:
        quote = _QUOTE_AFTER.match(text, stop.end())
        return quote.end() if quote and quote.end() <= _LONGEST_TITLE else stop.end()
    return None


def _verb_end(text: str) -> int | None:
    for match in _VERB_END.finditer(text, 8):
        if match.end() > min(_LONGEST_TITLE, len(text) * 2 // 3):
            return None
        if not _NOT_VERBS.fullmatch(match[0]):
            return match.end()
    return None


def _noun_end(text: str) -> int | None:
    """After the first typical noun; a chain of them (`구축 지원`, `서비스 도입`, `개발 및 보급`) belongs together."""
    match = _NOUN_END.search(text, 8)
    while match and (following := _NEXT_NOUN.match(text, match.end() + 1)):
        match = following
    return match.end() if match else None


def mend(text: str) -> str:
    """Words that a line break in a narrow cell has torn (`네트 워크`, `연계 하여`), where that is certain."""
    for pattern, word in _BROKEN_LOAN_WORDS:
        text = pattern.sub(word, text)
    text = re.sub(r"(?<=[가-힣])\s\(", "(", text)
    return _BROKEN_VERB.sub(lambda m: m["noun"] + m["ending"], text)
