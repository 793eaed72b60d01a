"""JSON text of which a terminal obeys nothing."""

from __future__ import annotations

from rootward.reports.json_text import escaped


def test_what_a_terminal_would_obey_is_escaped_and_the_layout_stays():
    assert escaped('{\n  "a": "x\u202ey\x7f\x85"\n}\n', unicode=True) == '{\n  "a": "x\\u202ey\\u007f\\u0085"\n}\n'


def test_without_unicode_all_beyond_ascii_is_escaped_and_beyond_the_first_plane_as_a_pair():
    assert escaped('{"a": "é😀"}', unicode=True) == '{"a": "é😀"}'
    assert escaped('{"a": "é😀"}', unicode=False) == '{"a": "\\u00e9\\ud83d\\ude00"}'
