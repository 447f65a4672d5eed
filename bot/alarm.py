"""An alarm that does not go through Telegram: serious faults are posted to `ALERT_URL`.

What is posted names the fault, this machine and the time, and nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import StrEnum

import httpx

from bot.clock import Clock
from bot.health import Part, Pulse
from bot.settings import Settings

log = logging.getLogger(__name__)

_FILE = "alerts.json"  # in DATA_DIR: a bot that ends again and again is not to post each time
_AGAIN_AFTER = 3600.0  # seconds, for a fault that lasts
_WELL_AFTER = 300.0  # seconds without a fault
_LOOK = 15.0
_PATIENCE = 10.0
_STARTS_WITHIN = 300.0  # after that a start that waits for something is a fault


class Alert(StrEnum):
    """What is posted."""

    LOOP = "loop"
    POLLING = "polling"
    REMINDERS = "reminders"
    START = "start"
    DISK = "disk"
    STATE_LOST = "state_lost"
    ENDED = "ended"
    RECOVERED = "recovered"


_SAID = {
    Alert.LOOP: "봇이 멈춰 있어요.",
    Alert.POLLING: "텔레그램에 닿지 않아요.",
    Alert.REMINDERS: "알림을 보내는 일이 되지 않아요.",
    Alert.START: "5분이 지나도 시작하지 못했어요.",
    Alert.DISK: "상태를 적을 수 없어요. DATA_DIR이 있는 디스크를 살펴봐 주세요.",
    Alert.STATE_LOST: "기억하던 것이 없어져 새로 시작했어요. 백업에서 되돌려 주세요.",
    Alert.ENDED: "봇이 오류로 끝났어요.",
    Alert.RECOVERED: "다시 괜찮아요.",
}
_OF_PART = {Part.LOOP: Alert.LOOP, Part.POLLING: Alert.POLLING, Part.REMINDERS: Alert.REMINDERS}


class Alarm:
    """Posts alerts to the address in the settings, where there is one. `now` is in seconds since 1970.

    What was posted is kept in DATA_DIR, so that a bot that ends again and again does not post each time.
    """

    def __init__(self, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._url = settings.alert_url.get_secret_value() if settings.alert_url else None
        self._file = settings.data_dir / _FILE
        self._now = now
        self._posted = self._kept()

    async def sound(self, alert: Alert) -> None:
        """Posts an alert, but the same one once an hour; one that is not taken may be tried again."""
        last = self._posted.get(alert)
        if self._url is None or (last is not None and 0 <= self._now() - last < _AGAIN_AFTER):
            return
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE) as client:
                (await client.post(self._url, json=_told(alert))).raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            log.warning("ALERT_URL did not take the alert %s: %s", alert, type(error).__name__)
            return
        self._posted[alert] = self._now()
        self._keep()

    async def look(self, alerts: frozenset[Alert], is_serving: bool) -> None:
        """Posts what is wrong now, and once, after five minutes without a fault, that all is well again."""
        for alert in sorted(alerts):
            await self.sound(alert)
        last = max((at for alert, at in self._posted.items() if alert is not Alert.RECOVERED), default=None)
        if last is None or alerts or not is_serving or self._now() - last < _WELL_AFTER:
            return
        self._posted.pop(Alert.RECOVERED, None)
        await self.sound(Alert.RECOVERED)
        if Alert.RECOVERED in self._posted:
            self._posted = {}
            self._keep()

    @asynccontextmanager
    async def watching(self, pulse: Pulse, is_disk_at_fault: Callable[[], bool]) -> AsyncIterator[None]:
        """Looks again and again while it lasts."""
        begun, served = self._now(), False

        async def watch() -> None:
            nonlocal served
            while True:
                await asyncio.sleep(_LOOK)
                served |= pulse.serving
                late = not served and self._now() - begun > _STARTS_WITHIN
                await self.look(wrong(pulse, late, is_disk_at_fault()), pulse.serving)

        task = asyncio.create_task(watch(), name="alarm")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    @asynccontextmanager
    async def at_the_end(self) -> AsyncIterator[None]:
        """Posts that the bot has ended where an error ends what is inside."""
        try:
            yield
        except Exception:
            await self.sound(Alert.ENDED)
            raise

    def _kept(self) -> dict[Alert, float]:
        try:
            return {Alert(name): float(at) for name, at in json.loads(self._file.read_bytes()).items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _keep(self) -> None:
        try:
            self._file.write_text(json.dumps(self._posted), encoding="utf-8")
        except OSError as error:  # such as a full disk, of which there is an alert
            log.warning("%s was not written: %s", self._file.name, error.strerror)


def wrong(pulse: Pulse, is_late: bool, is_disk_at_fault: bool) -> frozenset[Alert]:
    """What is wrong now."""
    found = {_OF_PART[part] for part in pulse.overdue}
    return frozenset(found | ({Alert.START} if is_late else set()) | ({Alert.DISK} if is_disk_at_fault else set()))


def _told(alert: Alert) -> dict[str, str]:
    machine, at = socket.gethostname(), Clock().now().isoformat(timespec="seconds")
    text = f"award-desk-bot ({machine}): {_SAID[alert]}"
    return {"text": text, "fault": alert.value, "machine": machine, "at": at}
