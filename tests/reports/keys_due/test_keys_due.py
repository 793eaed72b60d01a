"""Old keys as people, owners and spreadsheets read them."""

from __future__ import annotations

import csv
import io

import pytest

from rootward.engine.keys_due import keys_due
from rootward.model.key_list import LastUse
from rootward.reports.keys_due import csv as as_csv
from rootward.reports.keys_due import markdown as as_markdown
from rootward.reports.keys_due import text as as_text
from rootward.reports.keys_due.words import summary
from tests.engine.test_keys_due import ID, key, listed

EVIL = "=cmd\x1b[31m\u202e`@x`\n# no"


def due(*keys, unread=()):
    return keys_due(listed(*keys, unread=unread), older_than_days=90, recent_days=30)


def some():
    return due(
        key("ann"),
        key("ann", places=("profile work (~/.aws/credentials:1)",)),
        key("ben", last_use=LastUse(at=None)),
        key("cleo", age_days=None, last_use=None),
        key("<root_account>", root=True, key_id=None),
    )


def test_people_read_what_to_run_here_first():
    lines = as_text.render(some()).splitlines()

    assert lines[0] == "account 123456789012: access keys older than 90 days"
    headings = [line.rstrip(" ─") for line in lines if line.endswith("─")]
    assert headings == [
        "Rotate here",
        "For their owners, where the key lies",
        "Switch off, for nobody uses them",
        "Root's, to be deleted",
    ]
    assert "  ann  400 days old, used 2026-02-26 s3" in lines
    assert "    on this machine: profile work (~/.aws/credentials:1)" in lines
    assert f"    rootward keys rotate --user ann --key {ID}" in lines
    assert "  cleo  of unknown age, last use not known" in lines
    assert "  ben  400 days old, never used" in lines


def test_a_command_that_is_wider_than_the_terminal_goes_on_behind_a_backslash():
    long = due(key("a-service-of-the-payments-team-in-production", places=("profile work (~/.aws/credentials:1)",)))
    lines = as_text.render(long, width=60).splitlines()

    at = lines.index("    rootward keys rotate \\")
    assert lines[at + 1 :] == [
        "      --user a-service-of-the-payments-team-in-production \\",
        f"      --key {ID}",
    ]


def test_an_owner_reads_a_section_with_the_command():
    text = as_markdown.render(some())

    assert text.startswith("# Access keys older than 90 days\n\nAccount `123456789012`, 2026-03-01 12:00 UTC.\n")
    assert text.count("## `ann`") == 1
    assert f"```console\n$ rootward keys rotate --user cleo --key {ID}\n```" in text
    assert "A key: 400 days old" in text


def test_a_spreadsheet_has_a_row_for_each():
    rows = list(csv.reader(io.StringIO(as_csv.render(some()))))

    assert rows[0] == list(as_csv.COLUMNS)
    assert [row[6] for row in rows[1:]] == ["root", "owner", "here", "unused", "owner"]
    assert rows[4][5] == "never"
    assert rows[2][7] == f"rootward keys rotate --user ann --key {ID}"


@pytest.mark.parametrize("render", [as_text.render, as_markdown.render, as_csv.render])
def test_a_name_stays_text(render):
    text = render(due(key(EVIL)))

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\n# no" not in text
    assert '"=cmd' not in text


@pytest.mark.parametrize("render", [as_text.render, as_markdown.render])
def test_that_there_is_none_is_said_and_of_how_much(render):
    assert "No access key is older than 90 days." in render(due())
    assert "among what was read" in render(due(unread=("ann's keys",)))


def test_the_closing_line_counts():
    assert summary(some()) == "5 keys are older than 90 days: 1 to rotate here, 2 by their owners, 2 not to rotate"
    assert summary(due(key())).startswith("1 key is older")
    assert as_text.render(some(), unicode=False).isascii()
    assert as_markdown.render(some(), unicode=False).isascii()


@pytest.mark.parametrize("render", [as_text.render, as_markdown.render])
def test_why_nobody_switches_off_the_key_of_who_sends_mail_is_said(render):
    mailing = keys_due(
        listed(key("ann", last_use=LastUse(at=None))), older_than_days=90, recent_days=30, mails={"ann": True}
    )

    assert "ann may send mail over SMTP, and AWS records no use of a key there" in render(mailing, width=120)
    assert "SMTP" not in render(due(key("ann", last_use=LastUse(at=None))))
