"""Formats by name."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rootward.reports.formats import FORMATS
from tests.reports.audits import BLIND, CLEAN, TROUBLED


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("audit", [TROUBLED, CLEAN, BLIND], ids=["troubled", "clean", "blind"])
@pytest.mark.parametrize("options", [{}, {"verbose": True}, {"quiet": True}, {"color": True}, {"width": 40}])
def test_every_format_says_something_and_ends_with_a_newline(form, audit, options):
    text = FORMATS[form](audit, **options)

    assert text.strip()
    assert text.endswith("\n")


def test_the_formats_are_those_of_the_command_line():
    assert list(FORMATS) == ["text", "json", "csv", "markdown"]


def test_naming_the_formats_loads_none_of_them():
    program = (
        "import sys, rootward.reports.formats; "
        "print([name for name in sys.modules if name.startswith(('rich', 'rootward.reports.', 'rootward.checks'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "['rootward.reports.formats']"
