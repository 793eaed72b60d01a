"""The hash by which lists of breached passwords know a password."""

from __future__ import annotations

import pytest

from rootward.leaks.breached.fingerprint import LENGTH, fingerprint
from rootward.model.secret import Secret


@pytest.mark.parametrize(
    ("text", "begins"), [("password", "5BAA61E4"), ("P@ssw0rd", "21BD12DC"), ("é", "BF15BE71"), ("", "DA39A3EE")]
)
def test_it_is_the_sha_1_of_the_utf_8_text(text, begins):
    found = fingerprint(Secret(text))

    assert found.reveal().startswith(begins)
    assert len(found.reveal()) == LENGTH == 40
    assert repr(found) == "Secret(…)"
