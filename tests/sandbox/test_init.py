"""The package costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import rootward.sandbox


def test_importing_the_package_loads_neither_moto_nor_boto3():
    code = "import sys, rootward.sandbox; print(sorted({'moto', 'boto3', 'werkzeug', 'msgspec'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_listing_the_scenarios_needs_no_moto():
    code = "import sys, rootward.sandbox as s; print(s.scenarios()[0], 'moto' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert answer == "startup False\n"


def test_every_public_name_is_there():
    assert all(getattr(rootward.sandbox, name) for name in rootward.sandbox.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'server_room'"):
        rootward.sandbox.server_room  # noqa: B018
