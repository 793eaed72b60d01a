"""The page on emulated operations says of each what its table says."""

from __future__ import annotations

import msgspec

from rootward.sandbox.emulation import Deviation, Operation
from sandbox_operations import page

LIST_USERS = Operation(
    name="ListUsers",
    here="corrected",
    faithful="Pages | of `MaxItems`.",
    differs="Nothing known.",
    source=("https://docs.aws.amazon.com/IAM/API_ListUsers.html", "https://docs.aws.amazon.com/IAM/limits.html"),
)
WITH_DEVIATION = msgspec.structs.replace(
    LIST_USERS, deviations=(Deviation(says="Users.Path: ", because="AWS does so too."),)
)


def test_a_row_tells_the_operation_and_links_what_was_read():
    lines = page({"iam": {"ListUsers": LIST_USERS}}).splitlines()
    (row,) = [line for line in lines if line.startswith("| ListUsers")]

    assert row == (
        "| ListUsers | corrected | Pages \\| of \\`MaxItems\\`. | Nothing known. |"
        " [1](https://docs.aws.amazon.com/IAM/API_ListUsers.html) [2](https://docs.aws.amazon.com/IAM/limits.html) |"
    )


def test_an_answer_that_is_let_pass_is_told():
    shown = page({"iam": {"ListUsers": WITH_DEVIATION}})
    assert '| Not of AWS\'s shape: "Users.Path". AWS does so too. |' in shown

    differs = msgspec.structs.replace(WITH_DEVIATION, differs="No tags.")
    assert '| No tags. Not of AWS\'s shape: "Users.Path". AWS does so too. |' in page({"iam": {"ListUsers": differs}})


def test_services_come_by_the_names_that_people_use_and_are_counted():
    shown = page({"events": {"A": LIST_USERS}, "cloudtrail": {"B": LIST_USERS}, "iam": {"C": LIST_USERS}})

    assert "emulate: 3 of them" in shown
    assert [line for line in shown.splitlines() if line.startswith("## ")] == [
        "## CloudTrail",
        "## EventBridge",
        "## IAM",
    ]
