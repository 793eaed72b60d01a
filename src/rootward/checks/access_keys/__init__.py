"""Practice 3, access_keys: long-lived keys are few, fresh, used, and nowhere they should not be."""

from __future__ import annotations

from rootward.checks.access_keys import (
    access_key_leaked,
    access_key_of_admin,
    access_key_old,
    access_key_on_disk,
    access_key_second,
    access_key_unused,
    root_access_key_present,
    root_certificate_present,
    service_credential_old,
    user_certificate_old,
)
from rootward.checks.check import Check

CHECKS: tuple[Check, ...] = (
    root_access_key_present.CHECK,
    root_certificate_present.CHECK,
    access_key_old.CHECK,
    access_key_unused.CHECK,
    access_key_second.CHECK,
    access_key_of_admin.CHECK,
    access_key_leaked.CHECK,
    access_key_on_disk.CHECK,
    service_credential_old.CHECK,
    user_certificate_old.CHECK,
)
