"""Whether a question looks like the description of something that was done, won or announced, rather than like a wish
for a service, advice or small talk: logistic regression over its meaning and the letters at its end.

The weights are made by form_training.py (`make vectors`) and hold for the model that they were made with.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.hangul import squeeze, to_jamo

Vectors = NDArray[np.float32]

_WEIGHTS = Path(__file__).parents[1] / "words" / "form.npz"
_ENDING = 24  # jamo: the last word of a question and the verb before it
_BUCKETS = 1024
_LETTERS = 0.07  # how much a group of letters counts beside a vector of length 1; at 0.2 services pass for descriptions


@dataclass(frozen=True, slots=True)
class Form:
    """What descriptions look like to one model; `mean` is what the vectors of all of them share."""

    weights: Vectors
    mean: Vectors

    @classmethod
    def of(cls, model: str) -> Form | None:
        """The form as it was learned with this model; None where it was learned with another."""
        try:
            with np.load(_WEIGHTS) as parts:
                if str(parts["model"]) != model:
                    return None
                return cls(parts["weights"].astype(np.float32), parts["mean"].astype(np.float32))
        except (OSError, ValueError, KeyError):
            return None

    def keep(self, model: str) -> None:
        """Put it beside the word lists."""
        weights, mean = self.weights.astype(np.float16), self.mean.astype(np.float16)
        np.savez_compressed(_WEIGHTS, model=np.array(model), weights=weights, mean=mean)

    def described(self, text: str, vector: Vectors) -> float:
        """How much speaks for `text` describing something, as log odds: above 0 it rather does."""
        return float(features(text, vector) @ self.weights[:-1] + self.weights[-1])


def features(text: str, vector: Vectors) -> Vectors:
    """The question's vector and, hashed, the groups of two to six jamo in its ending, those at the very end apart."""
    ending = to_jamo(squeeze(text))[-_ENDING:]
    hashed = np.zeros(_BUCKETS, dtype=np.float32)
    for size in range(2, 7):
        for at in range(len(ending) - size + 1):
            group = ending[at : at + size] + ("$" if at + size == len(ending) else "")
            hashed[zlib.crc32(group.encode()) % _BUCKETS] += 1
    return np.concatenate([vector, np.sqrt(hashed) * np.float32(_LETTERS)])
