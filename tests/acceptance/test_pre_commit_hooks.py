"""`.pre-commit-hooks.yaml` names commands that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rootward.cli.scan import command

_TEXT = Path(__file__).parents[2].joinpath(".pre-commit-hooks.yaml").read_text("utf-8")
_IDS = re.findall(r"^- id: (\S+)$", _TEXT, re.MULTILINE)
_ENTRIES = re.findall(r"^  entry: (.+)$", _TEXT, re.MULTILINE)


def test_each_hook_has_a_command():
    assert _IDS == ["rootward-scan", "rootward-scan-message"]
    assert len(_ENTRIES) == len(_IDS)


@pytest.mark.parametrize("entry", _ENTRIES)
def test_the_command_takes_its_options(entry):
    program, name, *options = entry.split()
    taken = {option for parameter in command.params for option in parameter.opts}
    assert (program, name) == ("rootward", "scan")
    assert set(options) <= taken


def test_the_page_names_the_hooks():
    page = Path(__file__).parents[2].joinpath("docs", "scan-allow.md").read_text("utf-8")
    for hook in _IDS:
        assert f"- id: {hook}" in page
