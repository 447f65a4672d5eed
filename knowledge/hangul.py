"""The only place where text is normalised: composition, jamo, initials, keyboard slips, particles.

Two alphabets meet here. *Compatibility jamo* (ㄱ, ㅏ: U+3131 ff.) are what people type and what `to_jamo` yields;
*conjoining jamo* (U+1100 ff.) appear in decomposed (NFD) text and never leave this module.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS: tuple[str, ...] = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

# Compounds that are two key presses on the standard two-set (두벌식) keyboard.
_COMPOUND_VOWELS = {
    "ㅘ": "ㅗㅏ",
    "ㅙ": "ㅗㅐ",
    "ㅚ": "ㅗㅣ",
    "ㅝ": "ㅜㅓ",
    "ㅞ": "ㅜㅔ",
    "ㅟ": "ㅜㅣ",
    "ㅢ": "ㅡㅣ",
}
_COMPOUND_FINALS = {
    "ㄳ": "ㄱㅅ",
    "ㄵ": "ㄴㅈ",
    "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ",
    "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ",
}
CLUSTERS = "".join(_COMPOUND_FINALS)
_SPLIT = _COMPOUND_VOWELS | _COMPOUND_FINALS
_JOIN = {pair: compound for compound, pair in _SPLIT.items()}

# The two-set keyboard: the Latin key that carries each jamo (shifted where upper-case).
_KEYS = dict(
    zip(
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        strict=True,
    )
)
_JAMO_OF_KEY = {key: jamo for jamo, key in _KEYS.items()}
# Shift held by accident, or capitals at a sentence's start: keys without a shifted jamo give the plain one.
_JAMO_OF_KEY |= {key.upper(): jamo for key, jamo in list(_JAMO_OF_KEY.items()) if key.upper() not in _JAMO_OF_KEY}

_SOUND = str.maketrans({"ㅔ": "ㅐ", "ㅖ": "ㅐ", "ㅒ": "ㅐ"})
_SPECIAL = re.compile("[\uff01-\uffdc\u1100-\u11ff]")
_NO_LETTER = re.compile(r"[\W_]+")
_NO_LETTER_IN_LINES = re.compile(r"[^\w\n]+")
_DROPPED = re.compile("[\ud800-\udfff\u318d\u119e\u11a2\u2022\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff\u00ad]")
_QUOTES = str.maketrans(dict.fromkeys("‘’‛′`´＇", "'") | dict.fromkeys("“”‟″＂", '"'))
_DASHES = str.maketrans(dict.fromkeys("∼～〜", "~") | dict.fromkeys("–—‐‑−", "-") | dict.fromkeys("・․‧∙･ᆞ", "·"))


def nfc(text: str) -> str:
    """Composed text: NFC, full-width forms as usual ones, stray conjoining jamo as compatibility jamo."""
    text = unicodedata.normalize("NFC", text)
    if not _SPECIAL.search(text):
        return text
    out = []
    for char in text:
        code = ord(char)
        if 0xFF01 <= code <= 0xFFDC or 0x1100 <= code <= 0x11FF:
            char = _stray_jamo(char) if 0x1100 <= code <= 0x11FF else unicodedata.normalize("NFKC", char)
            if len(char) == 1 and 0x1100 <= ord(char) <= 0x11FF:
                char = _stray_jamo(char)
        out.append(char)
    return "".join(out)


def _stray_jamo(char: str) -> str:
    code = ord(char)
    if 0x1100 <= code <= 0x1112:
        return INITIALS[code - 0x1100]
    if 0x1161 <= code <= 0x1175:
        return VOWELS[code - 0x1161]
    if 0x11A8 <= code <= 0x11C2:
        return FINALS[code - 0x11A7]
    return char


def fold(text: str) -> str:
    """Text as it is compared and shown back: composed, one kind of quote, dot, dash and space, nothing invisible."""
    text = nfc(_DROPPED.sub("", text.replace("\u1161\u119e", "")))
    text = _DROPPED.sub("", text).translate(_QUOTES).translate(_DASHES)
    return re.sub(r"\s+", " ", text).strip()


def squeeze(text: str) -> str:
    """Only letters and digits, lower-cased: how two writings of the same thing are compared."""
    return _NO_LETTER.sub("", nfc(text).lower())


def squeeze_lines(lines: Iterable[str]) -> str:
    """Each line squeezed, with a line break between them: what stands in one line is found in one line only."""
    text = nfc("\n".join(lines)).lower().replace(" ", "").replace("_", "")
    return _NO_LETTER_IN_LINES.sub("", text)


def squeeze_each(texts: Iterable[str]) -> list[str]:
    """Each text squeezed: many at a time take a tenth of the time that they take one by one."""
    return squeeze_lines(text.replace("\n", " ") for text in texts).split("\n")


def is_syllable(char: str) -> bool:
    """Whether this is one whole Hangul syllable (가 … 힣)."""
    return "가" <= char <= "힣"


def _syllables(parts: Callable[[int, int, int], str]) -> dict[int, str]:
    """A translation table from every syllable to what `parts` makes of its initial, vowel and final numbers."""
    return {0xAC00 + n: parts(n // 588, n % 588 // 28, n % 28) for n in range(11172)}


def _keys_of(initial: int, vowel: int, final: int) -> str:
    return INITIALS[initial] + _SPLIT.get(VOWELS[vowel], VOWELS[vowel]) + _SPLIT.get(FINALS[final], FINALS[final])


_JAMO = _syllables(_keys_of) | {ord(compound): pair for compound, pair in _SPLIT.items()}
_SOUNDS = {code: jamo.translate(_SOUND) for code, jamo in _JAMO.items()} | dict(_SOUND)
_INITIALS = _syllables(lambda initial, _vowel, _final: INITIALS[initial])
_HEARD = _syllables(lambda i, v, f: INITIALS[i] + VOWELS[v] + _SPLIT.get(FINALS[f], FINALS[f])) | {
    ord(compound): pair for compound, pair in _COMPOUND_FINALS.items()
}
_COARSE = str.maketrans(
    "ㄲㅋㄸㅌㅃㅍㅆㅉㅊㅔㅒㅖㅚㅙㅞㅑㅘㅕㅝㅛㅜㅠㅢㅟ", "ㄱㄱㄷㄷㅂㅂㅅㅈㅈㅐㅐㅐㅐㅐㅐㅏㅏㅓㅓㅗㅗㅗㅣㅣ"
)
_COARSELY = {code: heard.translate(_COARSE) for code, heard in _HEARD.items()} | dict(_COARSE)


def to_jamo(text: str) -> str:
    """Every syllable as the jamo that are typed for it, one a key press; other characters stay."""
    return text.translate(_JAMO)


def sound(text: str) -> str:
    """Jamo in which vowels that sound alike (ㅐ ㅔ ㅒ ㅖ) are one."""
    return text.translate(_SOUNDS)


def sounds(text: str) -> str:
    """Jamo one by one as they are heard: a compound vowel is one, a cluster of finals two; other characters stay."""
    return text.translate(_HEARD)


def coarse_sound(text: str) -> str:
    """The same with sounds that are taken for each other as one (ㄱ ㄲ ㅋ, ㅐ ㅔ ㅚ, ㅗ ㅜ)."""
    return text.translate(_COARSELY)


def initials(text: str) -> str:
    """The initial consonants (초성) of all syllables; other letters and digits stay, the rest is dropped."""
    return squeeze(text).translate(_INITIALS)


def initial_letters(text: str) -> str:
    """The same text with every syllable turned into its initial consonant, character for character."""
    return text.translate(_INITIALS)


def is_initials(word: str) -> bool:
    """Whether a word is typed in initial consonants only (ㅅㅅㅅ)."""
    return bool(word) and all(c in INITIALS or c in _COMPOUND_FINALS for c in word)


def has_final(word: str) -> bool:
    """Whether a word, as read aloud, ends in a consonant; digits and Latin letters as Koreans read them."""
    for char in reversed(word):
        if is_syllable(char):
            return (ord(char) - 0xAC00) % 28 != 0
        if char.isdigit():
            return char in "013678"
        if char.isalpha():
            return char.lower() in "lmnr" or char in INITIALS
    return False


def josa(word: str, pair: str) -> str:
    """The word with its particle, chosen by the last sound: `josa("사례", "은/는")` gives "사례는".

    `pair` is written consonant form first: 은/는, 이/가, 을/를, 과/와, 으로/로, 이에요/예요.
    """
    after_consonant, after_vowel = pair.split("/")
    final = has_final(word)
    if pair == "으로/로":
        last = next((c for c in reversed(word) if c.isalnum()), "")
        ends_in_rieul = (is_syllable(last) and (ord(last) - 0xAC00) % 28 == 8) or last in "178lL"
        final = final and not ends_in_rieul
    return word + (after_consonant if final else after_vowel)


def compose(jamo: str) -> str:
    """Typed jamo put together as the two-set keyboard does; what makes no syllable stays as it is."""
    out: list[str] = []
    initial = vowel = final = ""

    def flush() -> None:
        nonlocal initial, vowel, final
        if initial and vowel:
            code = (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final)
            out.append(chr(0xAC00 + code))
        else:
            out.append(initial + vowel)
        initial = vowel = final = ""

    for char in jamo:
        if char in VOWELS:
            if final:
                pair = _SPLIT.get(final, final)
                final, moved = (pair[0], pair[1]) if len(pair) == 2 and final in _COMPOUND_FINALS else ("", final)
                flush()
                initial, vowel = moved, char
            elif vowel and (joined := _JOIN.get(vowel + char)):
                vowel = joined
            else:
                if vowel:
                    flush()
                vowel = char
                if not initial:
                    continue
        elif char in INITIALS:
            if initial and vowel and not final and char in FINALS:
                final = char
            elif final and (joined := _JOIN.get(final + char)):
                final = joined
            else:
                flush()
                initial = char
        else:
            flush()
            out.append(char)
    flush()
    return "".join(out)


def from_latin_keys(word: str) -> str:
    """What these Latin keys would have typed with the Korean keyboard on (tltkdtlr → 시상식)."""
    return compose("".join(_JAMO_OF_KEY.get(c, c) for c in word))


def to_latin_keys(text: str) -> str:
    """The Latin keys that type this Hangul (시상식 → tltkdtlr); other characters stay."""
    return "".join(_KEYS.get(c, c) for c in to_jamo(text))


def from_hangul_keys(word: str) -> str:
    """What these Hangul keys would have typed with the Latin keyboard on (ㅗ디ㅔ → help), lower-cased."""
    return to_latin_keys(nfc(word)).lower()


_OPENING, _CLOSING = "([〈「『‘“", ")]〉」』’”"


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, all but the last without their full stop; none ends inside quotes or brackets.

    Pages lose the space between two sentences now and then.
    """
    parts: list[str] = []
    begin = depth = 0
    for place, char in enumerate(text):
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char == "." and depth == 0 and text[place - 1 : place] in ("다", "요") and text[place + 1 :].strip():
            parts.append(text[begin:place].strip())
            begin = place + 1
    return [*parts, text[begin:].strip()]


_TOKEN = re.compile(r"[0-9A-Za-z가-힣㐀-鿿]+")


def tokens_of(text: str) -> list[str]:
    """The words of a text, lower-cased, as they stand there."""
    return _TOKEN.findall(text.lower())


@lru_cache(maxsize=65536)
def strip_ending(word: str) -> str:
    """A word without the particle that hangs on it, where at least two syllables remain."""
    for length in (3, 2, 1):
        if len(word) - length >= 2 and word[-length:] in _PARTICLES:
            return word[:-length]
    return word


_PARTICLES = frozenset(
    "은 는 이 가 을 를 에 의 로 으로 와 과 도 만 에서 에게 까지 부터 한테 으로써 로써 에는 에서는 이나 인"
    " 들 들을 들이 하여 하고 하는 한 해 했다 된 하다 하게 할 되어".split()  # endings that make a noun a verb
)


def is_particle(text: str) -> bool:
    """Whether this is a particle or an ending of those that are cut off."""
    return text in _PARTICLES
