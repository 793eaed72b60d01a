"""Which records are sought."""

import pytest

from rootward.trail.classify.detections.needs import NEEDS
from rootward.trail.finding.sought import Sought, is_by_root, wanted
from rootward.trail.record import Record, parse_record

SOURCES = sorted({need.source for need in NEEDS} | {"ec2.amazonaws.com"})
NAMES = sorted({name for need in NEEDS for name in need.names} | {"DescribeInstances"})
ERRORS = ["", "AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation", "NoSuchEntity"]


def record(name: str, source: str, error: str = "", kind: str = "IAMUser") -> Record:
    return parse_record(
        {
            "eventName": name,
            "eventTime": "2026-11-27T10:00:00Z",
            "eventSource": source,
            "errorCode": error,
            "userIdentity": {"type": kind},
        }
    )


@pytest.mark.parametrize("kind", ["IAMUser", "Root"])
def test_all_that_a_detection_needs_is_sought_and_nothing_else(kind: str):
    cases = [(name, source, "") for name in NAMES for source in SOURCES]
    cases += [(name, "ec2.amazonaws.com", error) for name in ("DescribeInstances", "StopLogging") for error in ERRORS]
    for case in cases:
        one = record(*case, kind)
        of_root = kind == "Root" or one.name == "AssumeRoot"
        assert wanted(one, Sought.ALL) == (of_root or any(need.takes(one) for need in NEEDS))
        assert wanted(one, Sought.ROOT) == of_root


def test_root_is_known_by_its_type_or_else_by_its_arn():
    arn = "arn:aws:iam::111122223333:root"
    assert is_by_root("Root", "")
    assert is_by_root("", arn)
    assert is_by_root("root", arn)
    assert not is_by_root("root", "arn:aws:iam::111122223333:user/root")
    assert not is_by_root("AssumedRole", arn)
    assert not is_by_root("", "arn:aws:iam::111122223333:user/root")
    assert not is_by_root("", "")


def test_every_record_that_is_sought_has_a_name_or_an_error_that_says_so():
    assert {name for need in NEEDS for name in need.names if not need.by_root} <= Sought.ALL.names
    assert set(Sought.ALL.errors) == {error for need in NEEDS for error in need.errors}
    assert Sought.ROOT.names == {"AssumeRoot"}
    assert Sought.ROOT.errors == ()
