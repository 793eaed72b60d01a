"""What is said to whoever has to act as root: in GovCloud there is no console to send anybody to."""

from __future__ import annotations

from typing import Literal

import pytest

from rootward.model.partition import HOME_REGIONS
from rootward.model.root_entry import root_entry

GOVCLOUD = "aws-us-gov"
Kind = Literal["access-key", "signing-certificate"]


@pytest.mark.parametrize("partition", sorted(HOME_REGIONS.keys() - {GOVCLOUD}))
def test_where_root_has_a_console_it_signs_in_there_and_needs_no_key(partition):
    entry = root_entry(partition)

    assert entry.acting == "as root without a key (aws login, of AWS CLI 2.32 or newer)"
    assert entry.advice == entry.spared("root-key-1") == f"sign in {entry.acting}, and run it as that"


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("access-key", "account menu → Security credentials → Access keys"),
        ("signing-certificate", "account menu → Security credentials → X.509 certificates"),
    ],
)
def test_in_the_console_both_are_done_in_one_place(kind: Kind, place):
    entry = root_entry("aws")

    assert entry.to_switch_off(kind, "an-id") == entry.to_delete(kind, "an-id") == place


@pytest.mark.parametrize(
    ("kind", "off", "gone"),
    [
        (
            "access-key",
            "aws iam update-access-key --access-key-id an-id --status Inactive",
            "aws iam delete-access-key --access-key-id an-id",
        ),
        (
            "signing-certificate",
            "aws iam update-signing-certificate --certificate-id an-id --status Inactive",
            "aws iam delete-signing-certificate --certificate-id an-id",
        ),
    ],
)
def test_in_govcloud_they_are_commands_with_a_key_of_root_s(kind: Kind, off, gone):
    entry = root_entry(GOVCLOUD)

    assert (entry.to_switch_off(kind, "an-id"), entry.to_delete(kind, "an-id")) == (off, gone)


def test_in_govcloud_nothing_speaks_of_signing_in():
    entry = root_entry(GOVCLOUD)

    said = (entry.acting, entry.advice, entry.spared("root-key-1"))
    assert not any("sign in" in one or "aws login" in one or "without a key" in one for one in said)
    assert entry.spared("root-key-1").endswith("by hand: aws iam delete-access-key --access-key-id root-key-1")
