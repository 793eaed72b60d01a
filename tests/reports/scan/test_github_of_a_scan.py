"""A scan as annotations of GitHub's."""

from __future__ import annotations

from rootward.model.scan import Unread
from rootward.reports.scan.github import render
from tests.reports.scan.scanned import COMMIT, KEY_ID, brought, everything, leak, scan


def test_a_finding_is_a_line():
    assert render(scan(leak())) == (
        "::error file=app/.env,line=3,col=19,title=Leaked access key id::"
        f"access key id {KEY_ID}, account 111122223333: beside the secret key that it needs\n"
    )


def test_the_surer_the_graver():
    lines = render(everything()).splitlines()

    assert [line.split()[0][2:] for line in lines] == [
        *("error", "error", "error", "warning", "error", "notice"),
        *("warning", "warning"),
    ]


def test_in_a_history_the_commit_is_named():
    assert render(scan(brought(leak()))).endswith(f", brought by commit {COMMIT}\n")


def test_no_name_ends_a_property_a_command_or_a_line():
    hostile = scan(leak(path="a,line=9::x\n::error::y%0A", reason="z%0A\n::set-output name=a::b"))

    (line,) = render(hostile).splitlines()

    assert line.startswith(r"::error file=a%2Cline=9%3A%3Ax\n%3A%3Aerror%3A%3Ay%250A,line=3,col=19,title=")
    assert line.endswith(r"z%250A\n::set-output name=a::b")


def test_what_was_not_read_is_a_warning_and_nothing_found_is_nothing():
    assert render(scan(unread=(Unread(path="a", reason="b%"),))) == "::warning title=Not scanned::a: b%25\n"
    assert render(scan()) == ""


def test_what_is_no_file_is_no_annotation_of_one():
    message = brought(leak(path="commit message"), blob=COMMIT)

    assert render(scan(message)) == (
        "::error title=Leaked access key id::"
        f"access key id {KEY_ID}, account 111122223333: beside the secret key that it needs, in commit message, "
        f"brought by commit {COMMIT}\n"
    )
