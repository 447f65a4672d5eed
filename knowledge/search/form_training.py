"""How the form classifier is made (`make vectors`): sentences put together from words/forms.toml, and a fit to them.

Nothing that anybody asked goes in, so that question sets remain a measure of it.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from knowledge.hangul import compose, has_final, to_jamo
from knowledge.search.embedding import Embedder
from knowledge.search.form import Form, Vectors, features

SENTENCES = 4_000  # about half of them descriptions
_WORDS = Path(__file__).parents[1] / "words"
_STEPS, _PENALTY = 12, 3e-4
_SEED = 20_260_413


def train() -> None:
    """Make the sentences, embed them (a minute and a half) and put what is learned beside the word lists."""
    model = Embedder()
    fit(model.question, *sentences()).keep(model.name)


def anchors() -> tuple[str, ...]:
    """What is asked of the bot and is none of its business, one thing a line (words/anchors.txt)."""
    lines = (line.strip() for line in (_WORDS / "anchors.txt").read_text(encoding="utf-8").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def sentences(count: int = SENTENCES) -> tuple[list[str], list[str]]:
    """Descriptions, and questions of other forms; always the same ones."""
    chance = random.Random(_SEED)  # noqa: S311 - sentences, no secrets
    forms = tomllib.loads((_WORDS / "forms.toml").read_text(encoding="utf-8"))
    told = _Told(chance, forms["told"] | {"topics": forms["asked"]["services"]})
    asked = _Asked(chance, forms["asked"])
    others = dict.fromkeys((*anchors(), *forms["asked"]["world"]))
    return _distinct(told.sentence, count // 2), _distinct(asked.sentence, count // 2, others)


def _distinct(make: Callable[[], str], count: int, first: Iterable[str] = ()) -> list[str]:
    """So many different ones, `first` among them."""
    found = dict.fromkeys(first)
    while len(found) < count:
        found[make()] = None
    return list(found)


class _Told:
    """Sentences that describe something done, somebody who did or won something, or what was announced."""

    def __init__(self, chance: random.Random, lists: dict[str, list[str]]) -> None:
        self._chance, self._lists = chance, lists

    def sentence(self) -> str:
        kind = self._chance.random()
        if kind < 0.52:
            return self._spelled(self._deed())
        if kind < 0.58:
            return f"{self._one('means')} {self._one('tasks')}{self._one('ends')}"
        if kind < 0.66:
            return self._spelled(self._one("topics") + self._one("case_words") + self._one("ends"))
        if kind < 0.76:
            return self._spelled(f"{did(self._one('works'))} {self._one('winners')}{self._one('ends')}")
        verb = self._chance.choice((did, did, does, used_to))(self._one("announced"))
        end = self._one("release_ends" if self._chance.random() < 0.4 else "ends")
        return self._spelled(f"{verb} {self._one('gatherings')}{end}")

    def _deed(self) -> str:
        about = self._chance.random() < 0.25
        deed = self._one("topics") + self._one("improvements") if about else self._one("deeds")
        kind = self._chance.random()
        who = self._one("doers")
        if kind < 0.06:
            return f"{who} {deed}기".strip()
        if kind < 0.12:
            return f"{who} {does(deed)} {self._one('deeds')}기".strip()
        form = did if kind < 0.75 else does if kind < 0.95 else used_to
        return f"{who} {form(deed)} {self._one('heads')}{self._one('ends')}".strip()

    def _spelled(self, text: str) -> str:
        """As it is typed on a phone: sometimes without a space before the last word."""
        return "".join(text.rsplit(" ", 1)) if self._chance.random() < 0.12 else text

    def _one(self, name: str) -> str:
        return self._chance.choice(self._lists[name])


class _Asked(_Told):
    """Sentences that want a service, a recommendation, help or small talk; some end like a description."""

    def sentence(self) -> str:
        kind = self._chance.random()
        if kind < 0.42:
            return self._spelled(self._one("services") + self._one("service_ends"))
        if kind < 0.58:
            return self._spelled(self._one("daily") + self._one("daily_ends"))
        if kind < 0.66:
            return self._one("troubles") + self._one("trouble_ends")
        if kind < 0.86:
            return self._spelled(f"{does(self._one('own_purposes'))} {self._one('own_heads')}{self._one('own_ends')}")
        if kind < 0.95:
            return f"{did(self._one('celebrities'))} {self._one('celebrity_heads')}{self._one('celebrity_ends')}"
        return self._one("mine") + self._one("mine_ends")


def did(stem: str) -> str:
    """The form before a noun of what was done: 막 → 막은, 주 → 준, 만들 → 만든."""
    if has_final(stem) and not _ends_in_rieul(stem):
        return stem + "은"
    return stem[:-1] + compose(to_jamo(stem[-1]).removesuffix("ㄹ") + "ㄴ")


def does(stem: str) -> str:
    """The form before a noun of what is done: 막는, 주는, 만드는; of what is so: 좋은, 편한."""
    if stem.endswith(("좋", "편하")):
        return did(stem)
    return (stem[:-1] + compose(to_jamo(stem[-1]).removesuffix("ㄹ")) if _ends_in_rieul(stem) else stem) + "는"


def used_to(stem: str) -> str:
    """The form before a noun of what was being done: 주던."""
    return stem + "던"


def _ends_in_rieul(stem: str) -> bool:
    return has_final(stem) and to_jamo(stem[-1]).endswith("ㄹ")


def fit(embed: Callable[[str], Vectors], told: list[str], others: list[str]) -> Form:
    """Logistic regression by Newton's method over the sentences' features; the last weight is the constant."""
    vectors = [embed(text) for text in (*told, *others)]
    rows = np.array([features(t, v) for t, v in zip((*told, *others), vectors, strict=True)], dtype=np.float64)
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    wanted = np.array([1.0] * len(told) + [0.0] * len(others))
    weights = np.zeros(rows.shape[1])
    penalty = np.full(len(weights), _PENALTY * len(rows))
    penalty[-1] = 1e-9
    for _ in range(_STEPS):
        guess = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (guess - wanted) + penalty * weights
        curve = (rows * (guess * (1 - guess))[:, None]).T @ rows + np.diag(penalty)
        weights -= np.linalg.solve(curve, slope)
    return Form(weights.astype(np.float32), np.mean(vectors[: len(told)], axis=0).astype(np.float32))
