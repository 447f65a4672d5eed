"""`person`: what is kept of somebody, for whoever asks on paper, or cannot reach the bot any more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from bot.commands.audit import note
from bot.publishing.sent_files import SentFiles
from bot.settings import Settings
from bot.state.faults import StoreError
from bot.state.migrations import STEPS, form_of
from bot.state.store import STATE, Store


def person_lines(settings: Settings, person: int, forget: bool, now: datetime) -> Iterator[str]:
    """All that is kept of a person, as JSON; or, to `forget`, it is deleted as `/forget` does, and counted.

    Also while the bot runs. Raises StoreError where there is no state, or one of another release.
    """
    state = settings.data_dir / STATE
    if form_of(state) != len(STEPS):
        raise StoreError(
            f"이 판의 상태 파일이 없어요({state}). DATA_DIR을 확인하고, 새 판이면 봇을 먼저 한 번 시작해 주세요."
        )
    store = Store(state, copy=not forget)
    try:
        if not forget:
            yield json.dumps(store.held_of(person), ensure_ascii=False, indent=1)
            return
        gone = store.forget_person(person, now)
    finally:
        store.close()
    SentFiles(settings.data_dir).drop(person)
    note(settings, "forget", str(person), now)
    yield f"지웠어요: {sum(gone.values())}건. 관리 기록과 내보낸 기록은 남아요. 백업에는 백업한 때의 것이 남아요."
