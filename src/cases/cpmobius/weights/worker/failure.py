"""The one kind of failure that the worker reports: a reason out of a closed list, and the four parts of every message."""

from __future__ import annotations

from typing import Dict


class Failure(Exception):
    """Reasons: model-file, wrong-type, not-finite, out-of-memory, write, checkpoint, request."""

    def __init__(self, reason: str, what: str, value: str, limit: str, advice: str):
        super().__init__("%s: %s; %s. %s" % (what, value, limit, advice))
        self.fields: Dict[str, str] = {"reason": reason, "what": what, "value": value, "limit": limit, "advice": advice}
