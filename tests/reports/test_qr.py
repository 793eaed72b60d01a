"""QR codes as terminals and pictures show them, read back by another project's decoder."""

from __future__ import annotations

import re

import pytest

from rootward.model.secret import Secret
from rootward.reports.otpauth import entry, grouped, otpauth
from rootward.reports.qr import MARGINS, drawn, matrix, png, size
from tests.pictures import decoded, pixels

SEED = Secret("2K5K5XTLA7GGE75TQLYEXAMPLEEXAMPLEEXAMPLECHDFW4KJYZ6UFQ75LL7COCYK")
URI = otpauth(SEED, "mark", "acme")


def test_the_app_is_told_whose_code_it_is_for_whom_and_where():
    assert URI.reveal() == f"otpauth://totp/AWS:mark@acme?secret={SEED.reveal()}&issuer=AWS"
    assert entry("mark", "acme") == "mark@acme"


def test_people_type_the_seed_in_groups_of_four():
    assert grouped(Secret("ABCDEFGHIJ")).reveal() == "ABCD EFGH IJ"


@pytest.mark.parametrize("margin", MARGINS)
def test_a_terminals_half_blocks_are_read_as_they_were_meant(margin):
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in drawn(matrix(URI, SEED), margin).splitlines()]
    assert {len(line) for line in lines} == {size(matrix(URI, SEED), margin)[0]}
    assert len(lines) == size(matrix(URI, SEED), margin)[1]
    rows = [[cell in marks for cell in line] for line in lines for marks in ("▀█", "▄█")]
    assert decoded(rows) == URI.reveal()


def test_each_line_sets_both_colours_and_resets_them():
    for line in drawn(matrix(URI, SEED), 2).splitlines():
        assert line.startswith("\x1b[0;30;47;38;5;16;48;5;231m")
        assert line.endswith("\x1b[0m")


@pytest.mark.parametrize(
    ("user", "account", "margin", "room"),
    [
        ("mark", "acme", 4, (45, 23)),
        ("mark", "acme", 2, (41, 21)),
        ("maya.chen", "acme-startup", 2, (45, 23)),
        ("firstname.von-lastname@example.com", "123456789012", 2, (45, 23)),
    ],
)
def test_it_fits_a_terminal_of_80_columns_and_24_rows_with_a_line_below(user, account, margin, room):
    assert size(matrix(otpauth(SEED, user, account), SEED), margin) == room


def test_the_picture_is_read_as_the_same():
    assert decoded(pixels(png(URI, SEED))) == URI.reveal()


def test_the_longest_names_fit_a_code():
    uri = otpauth(SEED, "n" * 64, "a" * 63)
    assert decoded(pixels(png(uri, SEED))) == uri.reveal()
    assert size(matrix(uri, SEED), 2) == (57, 29)
