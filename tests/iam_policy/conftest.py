from __future__ import annotations

import pytest

from rootward.iam_policy import actions
from rootward.iam_policy.caller import caller
from rootward.iam_policy.policy import _of_text
from rootward.iam_policy.wildcard import arn_wildcard, wildcard


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    """What is made ready once is kept: a test must see what the code makes of it now, not what it made before."""
    for kept in (caller, _of_text, arn_wildcard, wildcard, actions.services, actions._of_service):
        kept.cache_clear()
