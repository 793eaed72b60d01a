"""What a cell says that does not answer."""

from __future__ import annotations

from rootward.checks.report_cell import unclear
from rootward.model.unknown import Unknown
from tests.checks.facts import NA, user_row


def test_an_unknown_cell_keeps_its_own_reason():
    odd = Unknown("failed", detail="mfa_active of mark reads maybe")

    assert unclear(user_row("mark"), "mfa_active", odd) is odd


def test_a_word_in_the_place_of_a_value_is_named():
    assert unclear(user_row("mark"), "mfa_active", NA) == Unknown(
        "failed", detail="mfa_active of mark reads N/A in the credential report"
    )
