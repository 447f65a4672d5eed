"""An inverted index of character bigrams in a few flat arrays, so that a hundred thousand records open in a blink."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.6  # BM25: how soon a repeated part stops counting, how much a long record is held back
TITLE = 3  # a part in a title counts as often as this many in the body
BUDGET = 400_000  # postings that one question may touch; the rarest parts come first
SURELY = 12  # so many of the rarest parts are always looked up
CHUNK = 20_000  # records whose parts are counted at a time
_ROW_BITS = 20

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


def bigrams(text: str) -> list[str]:
    """Every two neighbouring characters; a single character stands for itself."""
    return [text[i : i + 2] for i in range(len(text) - 1)] or ([text] if text else [])


def _code(gram: str) -> int:
    return ord(gram[0]) << 21 | ord(gram[1]) if len(gram) == 2 else 0


@dataclass(frozen=True, eq=False)
class Postings:
    """For each part (sorted codes) the rows it stands in (`rows[starts[i]:starts[i+1]]`) and its BM25 weight there."""

    count: int
    grams: NDArray[np.int64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float16]

    @classmethod
    def build(cls, titles: Sequence[str], bodies: Sequence[str]) -> Postings:
        """The postings of squeezed texts. At most 2**20 records."""
        count = len(titles)
        if count >= 1 << _ROW_BITS:
            raise ValueError(f"{count} records are more than the index can number")
        lengths = np.array([TITLE * len(t) + len(b) + 1 for t, b in zip(titles, bodies, strict=True)], dtype=np.float64)
        norms = K1 * (1 - B + B * lengths / (lengths.mean() if count else 1.0))
        keys, times = [], []
        for first in range(0, count, CHUNK):
            chunk = slice(first, first + CHUNK)
            key, time = _counted(titles[chunk], bodies[chunk], first)
            keys.append(key)
            times.append(time)
        key = np.concatenate(keys) if keys else np.empty(0, dtype=np.int64)
        order = np.argsort(key, kind="stable")
        key = key[order]
        time = (np.concatenate(times) if times else np.empty(0))[order]
        rows = (key & ((1 << _ROW_BITS) - 1)).astype(np.int32)
        grams, starts = np.unique(key >> _ROW_BITS, return_index=True)
        weights = (
            (time * (K1 + 1) / (time + norms[rows])).astype(np.float16) if count else np.empty(0, dtype=np.float16)
        )
        return cls(count, grams, np.append(starts, len(rows)).astype(np.int64), rows, weights)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """The number of each part, by its code: a question asks for few of them, many times."""
        return dict(zip(self.grams.tolist(), range(len(self.grams)), strict=True))

    def _span(self, gram: str) -> tuple[int, int]:
        """Where the rows of a part begin and end."""
        number = self._numbers.get(_code(gram))
        return (0, 0) if number is None else (int(self.starts[number]), int(self.starts[number + 1]))

    def prepare(self) -> None:
        """Make the look-up now, so that no question pays for it."""
        _ = self._numbers

    def frequencies(self, grams: Sequence[str]) -> list[int]:
        """In how many rows each part stands."""
        return [end - begin for begin, end in map(self._span, grams)]

    def rows_of(self, gram: str) -> NDArray[np.int32]:
        """The rows one part stands in."""
        begin, end = self._span(gram)
        return self.rows[begin:end]

    def holding(self, grams: Sequence[str], least: int, below: int) -> NDArray[np.int32]:
        """The rows below a number that hold at least so many of these different parts."""
        spans = sorted(map(self.rows_of, grams), key=len)
        lacking = len(grams) - least
        rarest = np.concatenate(spans[: lacking + 1])  # a row without any of these lacks too many
        rows = np.unique(rarest[rarest < below])
        lacks = np.zeros(len(rows), dtype=np.int32)
        for span in spans:
            if not len(rows):
                break
            lacks += span[np.minimum(span.searchsorted(rows), len(span) - 1)] != rows if len(span) else 1
            kept = lacks <= lacking
            rows, lacks = rows[kept], lacks[kept]
        return rows

    def idf(self, frequency: int) -> float:
        """How much a part says that stands in so many rows."""
        return log(1 + (self.count - frequency + 0.5) / (frequency + 0.5))

    def scores(self, wanted: dict[str, float]) -> Floats:
        """BM25 of every row for parts with how much each counts."""
        scores: Floats = np.zeros(self.count, dtype=np.float32)
        spans = ((gram, *self._span(gram)) for gram in wanted if len(gram) == 2)
        known = sorted((end - begin, gram, begin) for gram, begin, end in spans if end)
        touched = 0
        for place, (frequency, gram, begin) in enumerate(known):
            touched += frequency
            if place >= SURELY and touched > BUDGET:
                break
            span = slice(begin, begin + frequency)
            worth = self.weights[span].astype(np.float32) * np.float32(self.idf(frequency) * wanted[gram])
            np.add.at(scores, self.rows[span], worth)  # half the time of `scores[rows] += …`
        return scores

    def dump(self) -> dict[str, bytes]:
        """Its arrays as bytes, for keeping them beside the facts."""
        return {name: getattr(self, name).tobytes() for name in _DTYPES}

    @classmethod
    def restore(cls, count: int, kept: Mapping[str, bytes]) -> Postings:
        """What `dump` gave, for so many records. Raises KeyError or ValueError for anything else."""
        arrays: dict[str, Any] = {name: np.frombuffer(kept[name], dtype=dtype) for name, dtype in _DTYPES.items()}
        if len(arrays["rows"]) and int(arrays["rows"].max()) >= count:
            raise ValueError("the search index was kept for other records")
        if len(arrays["starts"]) != len(arrays["grams"]) + 1 or len(arrays["rows"]) != len(arrays["weights"]):
            raise ValueError("the arrays of the search index do not fit together")
        return cls(count, **arrays)


_DTYPES: dict[str, type[np.generic]] = {"grams": np.int64, "starts": np.int64, "rows": np.int32, "weights": np.float16}


def _counted(titles: Iterable[str], bodies: Iterable[str], first: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Part and row as one sorted number each, with how often the part stands in the row."""
    keys, times = [], []
    for texts, weight in ((titles, TITLE), (bodies, 1)):
        key = _keys(texts, first)
        keys.append(key)
        times.append(np.full(len(key), weight, dtype=np.float64))
    key, time = np.concatenate(keys), np.concatenate(times)
    order = np.argsort(key, kind="stable")
    key, time = key[order], time[order]
    unique, starts = np.unique(key, return_index=True)
    return unique, np.add.reduceat(time, starts) if len(starts) else time


def _keys(texts: Iterable[str], first: int) -> NDArray[np.int64]:
    joined = "\0".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    if len(codes) < 2:
        return np.empty(0, dtype=np.int64)
    row = np.cumsum(codes == 0) + first
    inside = (codes[:-1] != 0) & (codes[1:] != 0)
    gram = (codes[:-1] << 21 | codes[1:])[inside]
    key: NDArray[np.int64] = gram << _ROW_BITS | row[:-1][inside]
    return key
