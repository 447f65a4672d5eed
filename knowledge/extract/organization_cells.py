"""Organization names as table cells print them: torn, misprinted, or glued in front of a title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.hangul import josa, squeeze
from knowledge.words.organizations import OFFICE_ENDS, UNIT_END, known_names, misprint_of

_UNIT = rf"(?:{UNIT_END}|서)"  # 경찰서; a word alone in 서 is as often a person
_NAMED = re.compile(
    rf"[가-힣]{{2}}\d?{_UNIT}$|[가-힣]\s?(?:마을|기업|조합|농협|병원|공장|상회|세관|컨소시엄|연구소|대|고|중|초|TF)$"
)
_REGION = re.compile(
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|본부)(?:시|도)?$"
)
_FIRM = re.compile(r"㈜|\(주\)|주식회사|\(사\)|\(재\)")
# Words in the middle of a sentence, not of a name.
_TOLD = re.compile(r"(?:[다요]\.?|[을를]|에서|하는|하여|하고|받은|했던)(?:\s|$)|[.!?]|[‘“「『]")
_CERTAIN = re.compile(rf"[가-힣]{{2,12}}(?:노동위원회|{'|'.join(OFFICE_ENDS)})$")


@dataclass(frozen=True, slots=True)
class Named:
    """An organization's name; `printed` and `note` where the release misprints a known one."""

    name: str
    printed: str | None = None
    note: str | None = None


def read_organization(*cells: str) -> Named:
    """The name in a cell: torn words joined, a one-jamo misprint of a known name corrected with a note.

    Several cells (도, 시군, 경영체) are one name, with a space between them.
    """
    if len(cells) > 1:
        return Named(" ".join(read_organization(cell).name for cell in cells))
    (cell,) = cells
    text = re.sub(r"\s+\(", "(", cell.strip(" -·▪"))
    parts = text.split(" ")
    is_known = squeeze(text) in known_names() and "(" not in text
    is_torn = (
        len(parts) == 2
        and not re.search(rf"{_UNIT}$", parts[0])
        and not _REGION.search(parts[0])
        and re.fullmatch(rf"[가-힣]{{1,12}}{_UNIT}(?:\(.*\))?", parts[1])
    )
    if is_known or is_torn:
        text = "".join(parts)
    return _corrected(text)


def is_organization(text: str) -> bool:
    """Whether a text can only be the name of an office, a firm, a school, a place or a team."""
    text = re.sub(r"\s?\([^()]*\)$", "", text.strip())
    if not text or len(text) > 25 or _TOLD.search(text):
        return False
    return bool(_FIRM.search(text) or squeeze(text) in known_names() or _REGION.search(text) or _NAMED.search(text))


def leading_organization(text: str) -> tuple[Named, str] | None:
    """An organization glued in front of a title, and the rest: only a known name or a certain ending counts."""
    word, _, rest = text.partition(" ")
    if len(rest) < 8:
        return None
    named = _corrected(word)
    if squeeze(named.name) in known_names() or _CERTAIN.fullmatch(word):
        return named, rest
    return None


def _corrected(name: str) -> Named:
    right = misprint_of(name)
    if right is None:
        return Named(name)
    return Named(
        right, name, f"보도자료에는 {josa(f'‘{name}’', '으로/로')} 적혀 있어요. ‘{right}’의 오기로 보고 고쳤어요."
    )
