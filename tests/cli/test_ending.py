"""What is said at an end that is none of rootward's own errors."""

from __future__ import annotations

import errno
import os

import pytest

from rootward.cli.ending import ended


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM])
def test_what_the_system_has_no_more_of_is_not_taken_for_a_full_standard_output(capsys, number):
    assert ended(OSError(number, os.strerror(number))) == 2

    said = capsys.readouterr().err
    assert f"the system has no more: {os.strerror(number)}" in said
    assert "ulimit -a" in said
    assert "standard output" not in said


def test_a_folder_that_is_gone_is_said(capsys):
    assert ended(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))) == 2
    assert "the working directory is not there any more" in capsys.readouterr().err


def test_ctrl_c_is_an_interruption(capsys):
    assert ended(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "rootward: interrupted\n"
