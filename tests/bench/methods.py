"""The methods that are compared, all over the same texts: ours, and what else could be taken from a shelf.

Each is a `Method`: its name, and a search that gives what it found for a question, best first.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Only `make bench` installs these three, and two of them have no types.
import bm25s  # type: ignore[import-not-found, import-untyped, unused-ignore]
import tantivy  # type: ignore[import-not-found, unused-ignore]
from kiwipiepy import Kiwi  # type: ignore[import-not-found, import-untyped, unused-ignore]
from rapidfuzz import fuzz, process

from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Status
from knowledge.hangul import to_jamo
from knowledge.model import Facts
from knowledge.questions.understand import understand
from tests.bench.synthetic import LAST_DAY

__all__ = ["MAKERS", "Found", "Method", "texts_of"]

_WORD = re.compile(r"\w+")
# Nouns, verbs, adjectives, adverbs, roots, foreign letters and numbers carry what is looked for; the rest is grammar.
_TELLING_TAGS = ("N", "V", "MA", "XR", "SL", "SN", "SH")


@dataclass(frozen=True, slots=True)
class Found:
    """What a method gives: the records it states, and those it only offers as choices."""

    stated: tuple[str, ...]
    offered: tuple[str, ...] = ()


Search = Callable[[str], Found]


@dataclass(frozen=True, slots=True)
class Method:
    """One way to find a record. `slow`: every question costs a pass over all records, so a sample has to do."""

    name: str
    make: Callable[[Facts, dict[str, str]], Search]
    slow: bool = False


def texts_of(facts: Facts) -> dict[str, str]:
    """What the others look through, by id: all words of a record that a question may name."""
    return (
        {
            c.id: f"{c.contest} {c.track or ''} {c.grade or ''} {c.organization or ''} {c.title} {c.summary or ''}"
            for c in facts.cases
        }
        | {c.id: f"{c.department or ''} {c.rank or ''} {c.name} {c.phone or ''}" for c in facts.contacts}
        | {c.id: f"{c.name} {c.purpose or ''} 접수 심사 선정" for c in facts.contests}
        | {e.id: f"{e.date} {e.name} {' '.join(e.contests)} {e.place or ''}" for e in facts.events}
    )


def ours(facts: Facts, _texts: dict[str, str]) -> Search:
    """`understand` and `answer`, as the bot calls them."""
    base = KnowledgeBase(facts)
    base.prepare()

    def search(text: str) -> Found:
        given = answer(understand(text, base, LAST_DAY), base, LAST_DAY)
        offered = tuple(c.question.record for c in given.choices if c.question.record)
        return Found(given.records if given.status is Status.ANSWERED else (), offered)

    return search


def rapidfuzz_by(scorer: Callable[..., float]) -> Callable[[Facts, dict[str, str]], Search]:
    """`process.extract` over all texts."""

    def make(_facts: Facts, texts: dict[str, str]) -> Search:
        return lambda text: Found(tuple(key for _, _, key in process.extract(text, texts, scorer=scorer, limit=5)))

    return make


def fts5(spell: Callable[[str], str]) -> Callable[[Facts, dict[str, str]], Search]:
    """SQLite's full-text search: any trigram of the question counts, bm25 ranks. `spell` is how text is written."""

    def make(_facts: Facts, texts: dict[str, str]) -> Search:
        database = sqlite3.connect(":memory:")
        database.execute("CREATE VIRTUAL TABLE found USING fts5(key UNINDEXED, words, tokenize='trigram')")
        database.executemany("INSERT INTO found VALUES (?, ?)", ((key, spell(text)) for key, text in texts.items()))

        def search(text: str) -> Found:
            spelled = spell(" ".join(_WORD.findall(text)))
            trigrams = dict.fromkeys(spelled[i : i + 3] for i in range(len(spelled) - 2))
            if not trigrams:
                return Found(())
            asked = " OR ".join(f'"{t}"' for t in trigrams)
            rows = database.execute("SELECT key FROM found WHERE words MATCH ? ORDER BY rank LIMIT 5", (asked,))
            return Found(tuple(key for (key,) in rows))

        return search

    return make


def bm25s_kiwi(_facts: Facts, texts: dict[str, str]) -> Search:
    """BM25 over the morphemes that Kiwi finds."""
    kiwi = Kiwi(num_workers=1)
    keys = list(texts)

    def morphemes(text: str) -> list[str]:
        return [t.form for t in kiwi.tokenize(text) if t.tag.startswith(_TELLING_TAGS)]

    retriever = bm25s.BM25()
    retriever.index([morphemes(text) for text in texts.values()], show_progress=False)

    def search(text: str) -> Found:
        known = [m for m in morphemes(text) if m in retriever.vocab_dict]
        if not known:
            return Found(())
        documents, _ = retriever.retrieve([known], k=min(5, len(keys)), show_progress=False)
        return Found(tuple(keys[int(n)] for n in documents[0]))

    return search


def tantivy_ngrams(_facts: Facts, texts: dict[str, str]) -> Search:
    """Tantivy over the syllable bigrams and trigrams of each word."""
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 3, prefix_only=False)).filter(
        tantivy.Filter.lowercase()
    )
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("key", stored=True, tokenizer_name="raw")
        .add_text_field("words", tokenizer_name="ngrams")
        .build()
    )
    index = tantivy.Index(schema)
    index.register_tokenizer("ngrams", analyzer.build())
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for key, text in texts.items():
        writer.add_document(tantivy.Document(key=key, words=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> Found:
        grams = dict.fromkeys(_ngrams(text.lower()))
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "words", gram)) for gram in grams]
        hits = searcher.search(tantivy.Query.boolean_query(terms), 5).hits
        return Found(tuple(str(searcher.doc(address)["key"][0]) for _, address in hits))

    return search


def _ngrams(text: str) -> Iterator[str]:
    for size in (2, 3):
        yield from (text[i : i + size] for i in range(len(text) - size + 1))


def same(text: str) -> str:
    """Syllables, as they are written."""
    return text


MAKERS = (
    Method("ours", ours),
    Method("tantivy 2–3-grams", tantivy_ngrams),  # beside ours, so that both meet the machine in the same mood
    Method("rapidfuzz WRatio", rapidfuzz_by(fuzz.WRatio), slow=True),
    Method("rapidfuzz partial_ratio", rapidfuzz_by(fuzz.partial_ratio), slow=True),
    Method("FTS5 trigrams, syllables", fts5(same)),
    Method("FTS5 trigrams, jamo", fts5(to_jamo), slow=True),
    Method("bm25s, Kiwi morphemes", bm25s_kiwi),
)
