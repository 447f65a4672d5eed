"""Facts in the form that `extract --json` promises: dates YYYY-MM-DD, times HH:MM, unknown = null."""

from __future__ import annotations

from typing import Any

from knowledge.model import Facts


def to_json_dict(facts: Facts) -> dict[str, Any]:
    """The facts of one release as a dict that json can write."""
    release = facts.releases[0] if facts.releases else None
    return {
        "title": release.title if release else None,
        "date": release.date.isoformat() if release and release.date else None,
        "ministry": release.ministry if release else None,
        "contacts": [
            {"department": c.department, "role": c.role, "rank": c.rank, "name": c.name, "phone": c.phone}
            for c in facts.contacts
        ],
        "events": [
            {
                "name": e.name,
                "kind": e.kind.value,
                "date": e.date.isoformat() if e.date else None,
                "end_date": e.end_date.isoformat() if e.end_date else None,
                "start": e.start.strftime("%H:%M") if e.start else None,
                "end": e.end.strftime("%H:%M") if e.end else None,
                "place": e.place,
            }
            for e in facts.events
        ],
        "cases": [
            {
                "contest": c.contest,
                "half": c.half,
                "track": c.track,
                "grade": c.grade,
                "organization": c.organization,
                "awardee": c.awardee,
                "title": c.title,
                "summary": c.summary,
            }
            for c in facts.cases
        ],
        "contests": [
            {
                "name": c.name,
                "received": c.received,
                "selected": c.selected,
                "frequency": c.frequency,
                "prize": c.prize,
                "eligibility": c.eligibility,
            }
            for c in facts.contests
        ],
        "warnings": [{"line": w.line, "text": w.text} for w in facts.warnings],
    }
