from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import SnapshotError
from rootward.model.credential_report import ROOT_ROW, CertificateSlot, KeySlot
from rootward.model.report_csv import ADDITIONAL, COLUMNS, read_report
from rootward.model.unknown import Absent, Unknown
from tests.checks.facts import NOW, ROOT, arn

HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,"
    "access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,"
    "cert_2_last_rotated"
)
EMPTY_KEY = "false,N/A,N/A,N/A,N/A"
ROOT_LINE = (
    f"{ROOT_ROW},{ROOT},2020-01-01T00:00:00+00:00,not_supported,2026-01-30T08:15:00+00:00,not_supported,not_supported,"
    f"true,true,2021-05-05T10:00:00+00:00,2026-01-29T23:59:00+00:00,us-east-1,s3,{EMPTY_KEY},false,N/A,false,N/A"
)
MARK = (
    f"mark,{arn('user', 'mark')},2025-01-01T00:00:00Z,true,no_information,2025-01-01T00:00:00Z,N/A,false,"
    f"{EMPTY_KEY},{EMPTY_KEY},false,N/A,false,N/A"
)


def moment(*parts: int) -> datetime:
    year, month, day, hour, minute = (*parts, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def read(*lines):
    return read_report("\n".join(lines), NOW)


def with_cell(column, cell):
    cells = dict(zip(HEADER.split(","), MARK.split(","), strict=True))
    cells[column] = cell
    out = io.StringIO()
    csv.writer(out).writerow(cells.values())
    (row,) = read(HEADER, out.getvalue().rstrip("\r\n")).rows
    return row


def test_roots_row_is_read_cell_by_cell():
    root = read(HEADER, ROOT_LINE).root

    assert root is not None
    assert root.arn == ROOT
    assert root.created == moment(2020, 1, 1)
    assert root.password_enabled == Absent("not_supported")
    assert root.password_last_used == moment(2026, 1, 30, 8, 15)
    assert root.mfa_active is True
    assert root.keys == (
        KeySlot(
            active=True,
            last_rotated=moment(2021, 5, 5, 10),
            last_used=moment(2026, 1, 29, 23, 59),
        ),
        KeySlot(active=False, last_rotated=Absent("N/A"), last_used=Absent("N/A")),
    )
    assert root.certificates == (CertificateSlot(active=False, last_rotated=Absent("N/A")),) * 2


def test_a_password_that_was_never_used_has_no_information():
    (mark,) = read(HEADER, ROOT_LINE, MARK).users

    assert mark.password_enabled is True
    assert mark.password_last_used == Absent("no_information")


def test_a_user_may_be_called_root():
    report = read(HEADER, MARK.replace("mark", "root"))

    assert report.root is None
    assert [row.user for row in report.users] == ["root"]


@pytest.mark.parametrize("text", [f"\ufeff{HEADER}\n{MARK}\n", f"{HEADER}\r\n{MARK}\r\n", f"{HEADER}\r{MARK}"])
def test_a_byte_order_mark_and_any_line_ending_are_taken(text):
    assert [row.user for row in read_report(text, NOW).rows] == ["mark"]


@pytest.mark.parametrize("cell", ["TRUE", "True", "true"])
def test_a_flag_is_taken_in_any_case(cell):
    assert with_cell("mfa_active", cell).mfa_active is True


@pytest.mark.parametrize("cell", ["", "yes", "1", "n/a", "falsch", "\x1b[31m"])
def test_an_odd_flag_is_unknown_in_its_place_and_the_other_cells_stand(cell):
    row = with_cell("mfa_active", cell)

    assert isinstance(row.mfa_active, Unknown)
    assert row.mfa_active.reason == "failed"
    assert row.mfa_active.detail == f"column mfa_active of user 'mark' holds {cell!r}"
    assert row.password_enabled is True


@pytest.mark.parametrize("cell", ["", "yesterday", "31/01/2026 12:00", "2026-13-01T00:00:00Z"])
def test_an_odd_date_is_unknown_in_its_place(cell):
    row = with_cell("access_key_2_last_rotated", cell)

    assert row.keys[1].last_rotated == Unknown(
        "failed", None, f"column access_key_2_last_rotated of user 'mark' holds {cell!r}"
    )


def test_a_long_odd_cell_is_cut():
    row = with_cell("mfa_active", "x" * 5000)

    assert isinstance(row.mfa_active, Unknown)
    assert len(row.mfa_active.detail) < 120


def test_columns_that_are_not_known_are_kept_by_name():
    report = read(f"{HEADER},passkey_active", f"{MARK},true")

    assert report.unread_columns == ("passkey_active",)
    assert report.rows[0].mfa_active is False


def test_columns_that_no_check_asks_for_are_no_news():
    assert "password_next_rotation" in HEADER
    assert "access_key_1_last_used_service" in HEADER
    assert read(HEADER, MARK).unread_columns == ()


@pytest.mark.parametrize(("cell", "unread"), [("", ()), ("N/A", ()), ("1 more access key", (ADDITIONAL,))])
def test_the_column_of_further_credentials_counts_only_where_it_says_something(cell, unread):
    assert read(f"{HEADER},{ADDITIONAL}", f"{MARK},{cell}").unread_columns == unread


@pytest.mark.parametrize("column", sorted(COLUMNS - {"user", "arn"}))
def test_a_column_that_is_missing_is_unknown_and_never_a_no(column):
    columns = HEADER.split(",")
    place = columns.index(column)
    cells = MARK.split(",")
    del columns[place], cells[place]

    (row,) = read(",".join(columns), ",".join(cells)).rows

    slots = (row.password_enabled, row.password_last_used, row.password_last_changed)
    keys = [cell for key in row.keys for cell in (key.active, key.last_rotated, key.last_used)]
    certificates = [cell for one in row.certificates for cell in (one.active, one.last_rotated)]
    unknown = [cell for cell in (row.created, row.mfa_active, *slots, *keys, *certificates) if type(cell) is Unknown]
    assert unknown == [Unknown("failed", None, f"the credential report has no column {column}")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no credential report: its first line has no column user or arn, it has nothing"),
        ("a,b,c\n1,2,3\n", "no credential report: its first line has no column user or arn, it has 'a, b, c'"),
        ("user;arn;mfa_active\n", "it has 'user;arn;mfa_active'"),
        ("user,name\nmark,m\n", "has no column arn"),
        (f"{HEADER}\n{MARK}\n{MARK[:40]}", "line 3 of the credential report has 2 cells where its first line has 22"),
        (f"{HEADER}\n{MARK},surplus\n", "line 2 of the credential report has 23 cells"),
        (f'{HEADER}\n"{MARK}\n', "line 2 of the credential report"),
        (f"{HEADER}\n{'x' * ((1 << 24) + 1)},a\n", "line 2 of the credential report: field larger than field limit"),
        (f"{HEADER}\n{ROOT_LINE}\n{ROOT_LINE}", "line 3 of the credential report has "),
        (f"{HEADER}\n{MARK}\n{ROOT_LINE}\n\n{MARK}", "line 5 of the credential report has "),
        (
            f"{HEADER}\n{MARK}\n{MARK.replace('mark', 'ann', 1)}",
            f"line 3 of the credential report has {arn('user', 'mark')!r} a second time",
        ),
        (HEADER, "the credential report has no row, not even root's"),
    ],
    ids=[
        "empty",
        "foreign",
        "semicolons",
        "no-arn",
        "cut-off",
        "surplus",
        "open-quote",
        "huge-cell",
        "root-twice",
        "user-twice",
        "arn-twice",
        "no-row",
    ],
)
def test_what_is_no_whole_report_is_refused_with_the_place(text, said):
    with pytest.raises(SnapshotError) as refused:
        read_report(text, NOW)

    assert said in str(refused.value)
    assert "aws iam get-credential-report" in refused.value.advice


PAST = sorted(
    column
    for column in COLUMNS
    if column.endswith(("_last_rotated", "_last_used_date", "_last_used", "_last_changed", "_creation_time"))
)


def dates(row):
    keys = [cell for key in row.keys for cell in (key.last_rotated, key.last_used)]
    certificates = [one.last_rotated for one in row.certificates]
    return (row.created, row.password_last_used, row.password_last_changed, *keys, *certificates)


@pytest.mark.parametrize("column", PAST)
@pytest.mark.parametrize("cell", ["2026-02-01T12:00:01+00:00", "9999-12-31T23:59:59+00:00"])
def test_a_date_from_after_the_report_proves_nothing(column, cell):
    said = f"column {column} of user 'mark' holds {cell!r}, which is after the report was made"

    assert [one for one in dates(with_cell(column, cell)) if isinstance(one, Unknown)] == [
        Unknown("failed", None, said)
    ]


@pytest.mark.parametrize("column", PAST)
def test_clocks_may_differ_by_a_day(column):
    assert moment(2026, 2, 1, 12) in dates(with_cell(column, "2026-02-01T12:00:00+00:00"))


def test_a_report_without_a_date_of_its_own_is_bound_by_another():
    line = ROOT_LINE.replace("2026-01-30T08:15", "2026-02-20T08:15")

    root = read_report(f"{HEADER}\n{line}", NOW, not_after=moment(2026, 2, 20)).root

    assert root is not None
    assert root.password_last_used == moment(2026, 2, 20, 8, 15)


@pytest.mark.parametrize("cell", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("column", PAST)
def test_an_offset_that_leads_out_of_all_years_is_an_odd_cell(column, cell):
    (odd,) = [one for one in dates(with_cell(column, cell)) if isinstance(one, Unknown)]

    assert odd == Unknown("failed", None, f"column {column} of user 'mark' holds {cell!r}")


def test_a_report_of_the_last_of_all_days_is_read():
    last = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)

    assert read_report(f"{HEADER}\n{MARK}", last).generated_at == last


def test_one_very_long_cell_leaves_the_other_rows_standing():
    long = MARK.replace("mark", "x" * 200_000, 1)

    assert [len(row.user) for row in read(HEADER, long, ROOT_LINE).rows] == [200_000, len(ROOT_ROW)]


def test_the_report_is_dated_to_the_second():
    assert read_report(f"{HEADER}\n{MARK}", NOW.replace(microsecond=123_456)).generated_at == NOW


@given(st.text())
def test_no_text_at_all_ends_in_anything_but_a_report_or_a_snapshot_error(text):
    with suppress(SnapshotError):
        assert read_report(text, NOW).generated_at == NOW


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=12), min_size=22, max_size=22))
def test_whatever_stands_in_the_cells_each_is_read_by_itself(cells):
    out = io.StringIO()
    csv.writer(out).writerow(cells)

    (row,) = read_report(f"{HEADER}\n{out.getvalue()}", NOW).rows

    assert row.user == cells[0]
    assert row.arn == cells[1]
