"""What the bot did, in numbers that a Prometheus fetches from `/metrics` on `LISTEN`; no number is of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.health import Pulse
from bot.library import Library
from bot.state.store import Store

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    """The numbers that are counted while the bot works."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = Counter("award_bot_updates", "Updates that were worked on", ["kind"], registry=self.registry)
        self.answer_seconds = Histogram(
            "award_bot_answer_seconds",
            "Seconds from receiving an update until its answer was sent",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.send_errors = Counter(
            "award_bot_send_errors",
            "Requests that Telegram refused or that did not reach it",
            ["kind"],
            registry=self.registry,
        )
        self.reminders_due = Gauge(
            "award_bot_reminders_due", "Letters that are due and not sent yet", registry=self.registry
        )
        self.reminders_sent = Counter(
            "award_bot_reminders_sent", "Reminders, corrections and news that were sent", registry=self.registry
        )
        self.reminders_late = Counter(
            "award_bot_reminders_late", "Of these, those sent more than 10 minutes late", registry=self.registry
        )
        self.reminders_missed = Counter(
            "award_bot_reminders_missed", "What could not be sent while it was of use", registry=self.registry
        )
        ProcessCollector(namespace="award_bot", registry=self.registry)

    def worked_off(self, update: Update, seconds: float) -> None:
        """Counts an update that was answered so many seconds after it was received."""
        self.updates.labels(next((kind for kind in Update.ALL_TYPES if getattr(update, kind, None)), "other")).inc()
        self.answer_seconds.observe(max(0.0, seconds))


class CountingRequest(HTTPXRequest):
    """The transport for all but getUpdates: counts what failed, by Telegram's code or the kind of the error."""

    def __init__(self, metrics: Metrics, **options: Any) -> None:
        super().__init__(**options)
        self._errors = metrics.send_errors

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """Asks."""
        try:
            code, answer = await super().do_request(*args, **options)
        except TelegramError as error:
            self._errors.labels(type(error).__name__).inc()
            raise
        if code != HTTPStatus.OK:
            self._errors.labels(str(code)).inc()
        return code, answer


class _Present(Collector):
    """What is so at the moment of asking."""

    def __init__(self, store: Store, library: Library, pulse: Pulse, now: Callable[[], datetime]) -> None:
        self._store, self._library, self._pulse, self._now = store, library, pulse, now

    def collect(self) -> Iterable[Metric]:
        """The gauges."""
        waiting, since = self._store.inbox.waiting()
        oldest = (self._now() - since).total_seconds() if since else 0.0
        for name, says, value in (
            ("inbox_waiting", "Updates that are not answered yet", waiting),
            ("inbox_oldest_seconds", "For how long the oldest of them has been waiting", max(0.0, oldest)),
            ("published_timestamp_seconds", "When what serves was built", self._library.built_at.timestamp()),
            (
                "publish_failed",
                "Whether the folder of releases could not be read or published last",
                int(self._library.fault is not None),
            ),
            ("ready", "Whether questions are answered now", int(self._pulse.is_ready)),
        ):
            yield GaugeMetricFamily(f"award_bot_{name}", says, value)
        ages = GaugeMetricFamily(
            "award_bot_silence_seconds", "Seconds since a part of the bot did its work", labels=["part"]
        )
        for part, age in self._pulse.ages.items():
            ages.add_metric([part.value], age)
        yield ages


def metrics_route(metrics: Metrics, store: Store, library: Library, pulse: Pulse, now: Callable[[], datetime]) -> Route:
    """`/metrics`, in Prometheus' text format."""
    metrics.registry.register(_Present(store, library, pulse, now))

    async def told(_: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", told)
