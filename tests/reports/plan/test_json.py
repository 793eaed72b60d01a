"""A plan as JSON: the plan itself, and nothing else."""

from __future__ import annotations

import json

import msgspec
import pytest

from rootward.model.plan import Plan, sealed
from rootward.reports.plan.json import render_plan_json
from tests.contract.hostile import NAMES
from tests.reports.plan.hostile import OBEYED, hostile_plan
from tests.reports.plan.plans import EMPTY, FULL, UNDO


@pytest.mark.parametrize("plan", [FULL, UNDO, EMPTY])
def test_it_is_the_plan(plan):
    assert msgspec.json.decode(render_plan_json(plan), type=Plan) == plan


def test_its_digest_is_still_its_own():
    assert msgspec.json.decode(render_plan_json(sealed(FULL)), type=Plan).is_as_made


def test_it_holds_no_call():
    text = render_plan_json(FULL)

    assert not [call.operation for step in FULL.steps for call in step.change.calls() if call.operation in text]


def test_it_is_laid_out_in_the_plans_own_order():
    text = render_plan_json(FULL)

    assert text.startswith('{\n "schema": 1,\n "digest": "')
    assert text.endswith("\n}\n")
    assert tuple(json.loads(text)) == Plan.__struct_fields__


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_decodes_to_itself_and_a_terminal_obeys_nothing(name):
    text = render_plan_json(hostile_plan(name))

    assert OBEYED.search(text) is None
    assert msgspec.json.decode(text, type=Plan) == hostile_plan(name)
    assert len(text.split("\n")) == len(render_plan_json(hostile_plan("a")).split("\n"))
