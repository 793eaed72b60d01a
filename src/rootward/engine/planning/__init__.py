"""Plans: what closes an account's gaps, merged by resource, in order, with nobody locked out."""

from __future__ import annotations

from rootward.engine.planning.draft import Target
from rootward.engine.planning.ownership import owned
from rootward.engine.planning.planning import NOTHING, make_plan, plan_of, planned_account
from rootward.engine.planning.undoing import leaves_root_alone, undo_plan

__all__ = ["NOTHING", "Target", "leaves_root_alone", "make_plan", "owned", "plan_of", "planned_account", "undo_plan"]
