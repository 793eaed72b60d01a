"""A baseline: what is known, and nothing that changes while it stays."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.errors import ConfigurationError
from rootward.leaks.allow.baseline import (
    MOST_BYTES,
    Known,
    baseline_rules,
    known_of,
    parse_baseline,
    render_baseline,
)
from rootward.model.leak import Leak
from tests.leaks.allow.seen import FINGERPRINT

ID = "AKIA" + "ABCDEFGHIJKLMNOP"


def leak(**changed) -> Leak:
    fields: dict[str, Any] = {
        "kind": "secret-access-key",
        "path": "a.txt",
        "line": 3,
        "column": 1,
        "confidence": "high",
        "reason": "it is named so",
        "masked": "…4f2A",
        "fingerprint": FINGERPRINT,
        "key_id": None,
        "account": None,
    }
    return Leak(**(fields | changed))


def test_a_secret_stands_in_it_once_by_its_fingerprint_and_its_end():
    found = [leak(), leak(path="b.txt", line=7), leak(fingerprint="a" * 32, kind="access-key-id", masked=ID)]
    assert render_baseline(known_of(found)) == (
        b'{"fingerprint":"0123456789abcdef0123456789abcdef","kind":"secret-access-key","ends":"4f2A"}\n'
        b'{"fingerprint":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","kind":"access-key-id","ends":"MNOP"}\n'
    )


def test_no_place_line_number_or_time_stands_in_it():
    (known,) = known_of([leak()])
    assert set(json.loads(render_baseline([known]))) == {"fingerprint", "kind", "ends"}
    assert known_of([leak(path="moved.txt", line=99, commit="0" * 40)]) == (known,)


def test_the_same_findings_in_any_order_give_the_same_file():
    found = [leak(fingerprint=digit * 32) for digit in "c0a"]
    assert render_baseline(known_of(found)) == render_baseline(known_of(found[::-1]))


def test_what_could_be_guessed_from_its_hash_stands_in_none():
    assert known_of([leak(kind="console-password", fingerprint=None, masked="…")]) == ()


def test_a_reason_stays():
    known = Known(fingerprint=FINGERPRINT, kind="secret-access-key", reason="of a closed account")
    (again,) = parse_baseline(render_baseline([*known_of([leak()]), known]), "b.jsonl")
    assert again.reason == "of a closed account"
    (again,) = parse_baseline(render_baseline([known, *known_of([leak()])]), "b.jsonl")
    assert again.reason == "of a closed account"
    other = Known(fingerprint=FINGERPRINT, reason="another")
    (again,) = parse_baseline(render_baseline([known, other]), "b.jsonl")
    assert again.reason == "of a closed account"


def test_of_a_short_secret_no_end_is_shown():
    (known,) = known_of([leak(kind="pattern", masked="…")])
    assert known.ends == ""
    (known,) = known_of([leak(kind="pattern", masked="…abc")])
    assert known.ends == "abc"


def test_what_a_merge_of_both_sides_leaves_is_read():
    one = f'{{"fingerprint":"{"b" * 32}"}}'
    other = f'{{"fingerprint":"{"a" * 32}","note":"somebody\'s own"}}'
    text = f"\ufeff{one}\r\n\r\n{other}\n{one}\n".encode()
    assert [known.fingerprint for known in parse_baseline(text, "b.jsonl")] == ["b" * 32, "a" * 32, "b" * 32]
    assert render_baseline(parse_baseline(text, "b.jsonl")).count(b"\n") == 2


def test_its_rules_tell_the_file():
    (rule,) = baseline_rules([Known(fingerprint=FINGERPRINT)], "b.jsonl", from_repository=True)
    assert rule.fingerprint == FINGERPRINT
    assert (rule.allowance.rule, rule.allowance.source, rule.allowance.from_repository) == ("baseline", "b.jsonl", True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\n{", "b.jsonl:2: no line of a baseline: Input data was truncated"),
        (b"[]", "b.jsonl:1: no line of a baseline: Expected `object`, got `array`"),
        (b'{"kind":"x"}', "b.jsonl:1: no line of a baseline: Object missing required field `fingerprint`"),
        (b'{"fingerprint":7}', "b.jsonl:1: no line of a baseline: Expected `str`, got `int`"),
        (b'{"fingerprint":"ABC"}', "b.jsonl:1: a fingerprint has 32 digits of hexadecimal, in lower case"),
        (b"<<<<<<< HEAD\n", "b.jsonl:1: a merge was left unfinished here"),
        (b"=======\n", "b.jsonl:1: a merge was left unfinished here"),
        (b">>>>>>> side\n", "b.jsonl:1: a merge was left unfinished here"),
        (b"||||||| base\n", "b.jsonl:1: a merge was left unfinished here"),
        (b"\n" * (MOST_BYTES + 1), "b.jsonl: larger than 64 MB, which is no baseline"),
    ],
)
def test_what_is_no_baseline_is_refused_with_the_line(text, said):
    with pytest.raises(ConfigurationError) as refused:
        parse_baseline(text, "b.jsonl")
    assert str(refused.value) == said
