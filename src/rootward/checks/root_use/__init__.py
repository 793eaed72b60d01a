"""Practice 5, root_use: root sleeps; when it wakes, someone hears it."""

from __future__ import annotations

from rootward.checks.check import Check
from rootward.checks.root_use import (
    central_root_off,
    contact_details_missing,
    identity_alarms_missing,
    member_root_credentials_present,
    root_not_denied_by_scp,
    root_use_alarm_missing,
    root_used_for_daily_work,
    root_used_recently,
    scp_blocks_central_root,
    security_contact_missing,
    trail_missing,
)

CHECKS: tuple[Check, ...] = (
    root_used_recently.CHECK,
    root_used_for_daily_work.CHECK,
    root_use_alarm_missing.CHECK,
    identity_alarms_missing.CHECK,
    trail_missing.CHECK,
    security_contact_missing.CHECK,
    contact_details_missing.CHECK,
    central_root_off.CHECK,
    member_root_credentials_present.CHECK,
    root_not_denied_by_scp.CHECK,
    scp_blocks_central_root.CHECK,
)
