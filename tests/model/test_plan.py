from __future__ import annotations

from datetime import timedelta, timezone

import msgspec
import pytest
from hypothesis import given

from rootward.model.baseline import Baseline
from rootward.model.plan import Gap, Plan, digest_of, sealed
from tests.checks.facts import NOW
from tests.model.plans import every_plan, plan, steps, switched_off

PLAN = plan(switched_off("key-1"))


@given(every_plan())
def test_a_plan_is_the_same_and_as_made_after_a_way_through_json(made):
    read = msgspec.json.decode(msgspec.json.encode(made), type=Plan)

    assert read == made
    assert read.is_as_made


@given(every_plan())
def test_the_digest_is_of_all_else_and_not_of_itself(made):
    assert digest_of(msgspec.structs.replace(made, digest="another")) == made.digest == digest_of(made)
    assert sealed(made) == made


@pytest.mark.parametrize(
    "edited",
    [
        {"steps": ()},
        {"steps": steps(switched_off("key-2"))},
        {"steps": (msgspec.structs.replace(PLAN.steps[0], risk="safe"),)},
        {"steps": (msgspec.structs.replace(PLAN.steps[0], closes=(Gap("access-key-unused", "x"),)),)},
        {"account": msgspec.structs.replace(PLAN.account, id="210987654321")},
        {"account": msgspec.structs.replace(PLAN.account, endpoint="http://localhost")},
        {"baseline": Baseline(unused_days=46)},
        {"expires_at": PLAN.expires_at + timedelta(seconds=1)},
        {"made_at": NOW - timedelta(seconds=1)},
        {"rootward": "0.1.1"},
        {"checks": ()},
        {"score_before": 41},
        {"score_after": None},
        {"undoes": "20260130T090000Z-0000abcd"},
        {"schema": 2},
    ],
    ids=lambda edited: next(iter(edited)),
)
def test_whatever_is_edited_the_plan_is_no_longer_as_made(edited):
    changed = msgspec.structs.replace(PLAN, **edited)

    assert PLAN.is_as_made
    assert not changed.is_as_made
    assert sealed(changed).is_as_made


def test_every_field_but_the_digest_is_in_the_digest():
    assert "digest" in Plan.__struct_fields__
    for name in set(Plan.__struct_fields__) - {"digest"}:
        assert digest_of(msgspec.structs.replace(PLAN, **{name: "other"})) != PLAN.digest, name


def test_the_digest_is_sha256_in_hexadecimal_and_the_same_for_the_same_plan():
    assert len(PLAN.digest) == 64
    assert int(PLAN.digest, 16)
    assert plan(switched_off("key-1")).digest == PLAN.digest


def test_a_moment_in_another_zone_is_read_back_as_made():
    there = plan(made_at=NOW.astimezone(timezone(timedelta(hours=2))))

    assert msgspec.json.decode(msgspec.json.encode(there), type=Plan).is_as_made


def test_a_plan_without_steps_is_empty():
    assert plan().is_empty
    assert not PLAN.is_empty
