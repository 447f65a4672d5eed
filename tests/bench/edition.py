"""How another edition of this project opens the same base: run in a checkout of it, with its own code.

    python tests/bench/edition.py save CASES FILE       its own made-up base of that size, published
    python tests/bench/edition.py open FILE             the CPU seconds that opening takes, and the megabytes then held

Only names that all editions have are used here.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, ".")

from knowledge.base import KnowledgeBase, collector_at_rest
from knowledge.storage import load, save, stored_kept

if __name__ == "__main__":
    if sys.argv[1] == "save":
        from tests.bench.synthetic import Size, make_world

        facts = make_world(Size.of(int(sys.argv[2]))).facts
        made = KnowledgeBase(facts)
        kept = made.dump() if hasattr(made, "dump") else made.index.dump()
        save(facts, Path(sys.argv[3]), datetime.now(UTC), kept=kept)
    else:
        began = time.process_time()
        with collector_at_rest():
            opened, _ = load(Path(sys.argv[2]))
            KnowledgeBase(opened, stored_kept(Path(sys.argv[2]))).prepare()
        print(json.dumps({"open": time.process_time() - began}))  # noqa: T201 - its output
