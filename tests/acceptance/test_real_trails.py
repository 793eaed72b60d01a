"""What the detections say of real logs, each looked at by hand: an intrusion that was played, and attack simulations.

The logs are Invictus' (https://github.com/invictus-ir/aws_dataset) and Stratus Red Team's
(https://github.com/DataDog/stratus-red-team). They lie beside the project, and where they do not, nothing is said.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rootward.model.root_event import Detection
from rootward.trail.classify.context import Context
from rootward.trail.classify.detections import NEEDS
from rootward.trail.classify.judge import judge
from rootward.trail.record import Record, parse_record

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real logs do not lie beside the project")

Told = tuple[str, str, str, int]
"""Severity, id, who, how many events."""


@cache
def invictus() -> tuple[Record, ...]:
    """Files as CloudTrail delivered them."""
    files = sorted((DATA / "cloudtrail_invictus").glob("*.json.gz"))
    return tuple(parse_record(raw) for file in files for raw in _decoded(gzip.decompress(file.read_bytes()))["Records"])


@cache
def stratus() -> tuple[Record, ...]:
    """An event a line, in an envelope that names the simulation."""
    lines = gzip.decompress((DATA / "cloudtrail_stratus" / "events.jsonl.gz").read_bytes()).splitlines()
    return tuple(parse_record(_decoded(line)["event"]) for line in lines)


def _decoded(text: bytes) -> Any:
    return msgspec.json.decode(text)


def detected(records: Iterable[Record]) -> tuple[Detection, ...]:
    return judge(records, Context()).detections


def told(records: tuple[Record, ...]) -> Iterator[Told]:
    for one in detected(records):
        who = one.why.split(" ")[0].rpartition("/")[2]
        yield one.severity, one.id, who, one.count


INVICTUS: set[Told] = {
    ("high", "administrator-access-attached", "bert-jan", 2),
    ("high", "trail-deleted", "bert-jan", 2),
    ("high", "organisation-left", "stratus-red-team-leave-org-role", 1),  # denied
    ("medium", "access-denied-burst", "stratus-red-team-ec2-get-password-data-role", 29),
    ("medium", "access-denied-burst", "stratus-red-team-get-usr-data-role", 15),
    ("medium", "access-key-created-for-another", "bert-jan", 2),
    ("medium", "login-profile-changed", "bert-jan", 2),
    ("medium", "sign-in-without-mfa", "stratus-red-team-nmfalu-gfjyeaypjt", 1),
    ("medium", "trail-changed", "bert-jan", 2),
    ("medium", "trust-policy-updated", "bert-jan", 2),
    ("low", "iam-policy-changed", "bert-jan", 26),
    ("low", "user-created", "bert-jan", 4),
}
STRATUS: list[Told] = [
    ("high", "administrator-access-attached", "christophe", 1),
    ("high", "administrator-access-attached", "christophe", 1),
    ("high", "organisation-left", "stratus-red-team-leave-org-role", 1),  # denied
    ("high", "trail-deleted", "christophe", 1),
    ("high", "trail-stopped", "christophe", 1),
    ("low", "iam-policy-changed", "christophe", 1),
    ("low", "iam-policy-changed", "christophe", 1),
    ("low", "user-created", "christophe", 1),
    ("medium", "access-denied-burst", "stratus-red-team-ec2-get-password-data-role", 30),
    ("medium", "access-denied-burst", "stratus-red-team-get-usr-data-role", 15),
    ("medium", "access-key-created-for-another", "christophe", 1),
    ("medium", "access-key-created-for-another", "christophe", 1),
    ("medium", "login-profile-changed", "christophe", 1),
    ("medium", "login-profile-changed", "christophe", 1),
    ("medium", "sign-in-without-mfa", "stratus-red-team-nmfalu-jfzdtsvchl", 1),
    ("medium", "trail-changed", "christophe", 1),
    ("medium", "trust-policy-updated", "christophe", 1),
]


def test_all_records_are_read_and_none_is_by_root():
    assert (len(invictus()), len(stratus())) == (2900, 310)
    assert not [record for record in (*invictus(), *stratus()) if record.identity.is_root]


def test_what_is_detected_in_an_intrusion_that_was_played():
    assert sorted(told(invictus())) == sorted(INVICTUS)


def test_what_is_detected_in_attack_simulations():
    assert sorted(told(stratus())) == STRATUS


@pytest.mark.parametrize("records", [invictus, stratus])
def test_what_no_rule_needs_may_be_left_out(records: Callable[[], tuple[Record, ...]]):
    wanted = [record for record in records() if any(need.takes(record) for need in NEEDS)]
    assert len(wanted) < len(records()) / 4
    assert detected(wanted) == detected(records())
