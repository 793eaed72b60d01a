"""What to look at in a trail: sign-ins, credentials, policies, trails and refusals, each by a rule of its own.

A rule is data (what it is called, how grave it is, which records it needs) and one pure choice among these records.
One detection gathers what is the same kind, by the same principal, in one account.
"""

from rootward.trail.classify.detections.detecting import Found, find
from rootward.trail.classify.detections.needs import NEEDS
from rootward.trail.classify.detections.registry import RULES

__all__ = ["NEEDS", "RULES", "Found", "find"]
