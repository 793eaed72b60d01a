"""What the laws share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workflows.dying import models_read_once


@pytest.fixture(scope="module", autouse=True)
def models_of_aws() -> Iterator[None]:
    """Each session would read botocore's models again, which takes longer than all the rest."""
    with models_read_once():
        yield
