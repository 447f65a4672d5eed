"""Whose a date or a result is: the ministry's whose staff ask, or somebody else's."""

from __future__ import annotations

from knowledge.words.vocabulary import issued_by


def is_own(issuer: str | None, ministry: str) -> bool:
    """Whether what this issuer announces is the ministry's own; a part of it, or its former name, is.

    So is what names no issuer: a schedule file and a date of an admin are the house's own, and of a release whose
    issuer could not be read one reminder too many does less harm than one that is lost.
    """
    return issuer is None or issued_by(issuer, ministry)


def may_be_one(issuer: str | None, other: str | None) -> bool:
    """Whether two files can speak of the same thing: not where two ministries hold contests of the same name."""
    return issuer is None or other is None or issued_by(issuer, other) or issued_by(other, issuer)
