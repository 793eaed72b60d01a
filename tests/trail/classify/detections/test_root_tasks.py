"""What a session of AssumeRoot may call stands in two tables: by action for policies, by event for verdicts."""

from __future__ import annotations

import pytest

from rootward.model.root_task import TASKS, task_allows
from rootward.trail.classify.tasks import task_table

_NAMED_OTHERWISE = {"s3:ListBuckets"}
"""An event whose action is s3:ListAllMyBuckets."""


@pytest.mark.parametrize("task", TASKS)
def test_they_agree(task):
    policies = task_table().task_policies
    assert set(policies) == set(TASKS)
    every = {call for calls in policies.values() for call in calls}
    assert {call for call in every if task_allows(task, call)} == set(policies[task]) - _NAMED_OTHERWISE
