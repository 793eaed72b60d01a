"""Which records any rule needs, for a search that decodes only candidates."""

from __future__ import annotations

from rootward.trail.classify.detections.need import Need
from rootward.trail.classify.detections.registry import RULES

NEEDS: tuple[Need, ...] = tuple({need: None for rule in RULES for need in rule.needs})
"""What the rules need, each once. A rule is shown no other record."""
