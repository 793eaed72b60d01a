"""The test that waits longest begins first: it sleeps for most of a minute, while the others work."""

from __future__ import annotations

import pytest

LONGEST = "test_rotation.py"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name != LONGEST)
