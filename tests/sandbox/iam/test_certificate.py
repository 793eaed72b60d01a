"""Certificates made at run time."""

from __future__ import annotations

from datetime import datetime

from rootward.sandbox.iam.certificate import Validity, self_signed, validity_of

YEAR = Validity(datetime(2025, 1, 1), datetime(2026, 1, 1))  # noqa: DTZ001 - moto's dates have no zone


def test_a_certificate_holds_for_as_long_as_it_was_asked_to():
    assert validity_of(self_signed("www.acme.example", YEAR)) == YEAR


def test_text_that_is_no_certificate_has_no_validity():
    assert validity_of("-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----") is None
    assert validity_of("") is None


def test_no_private_key_is_kept():
    assert "PRIVATE" not in self_signed("www.acme.example", YEAR)
