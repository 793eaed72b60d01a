"""The gate's law: where anything is seen, it admits. Both gates give the same answers."""

from __future__ import annotations

import base64
import pickle
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.leaks.detect import Signs, detect
from rootward.leaks.detect.anchors import ID
from rootward.leaks.detect.anchors import SECRET as SECRET_NAMED
from rootward.leaks.gate import FEW, open_gate
from rootward.leaks.gate.plain import PlainGate
from rootward.leaks.gate.quick import QuickGate
from rootward.leaks.look import look
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import Lots, negatives, positives

EVERYTHING = Rules(account_numbers=True, patterns=("internal-[0-9]{4}",))
QUICK, PLAIN = QuickGate(EVERYTHING), PlainGate(EVERYTHING)
LOTS = Lots(11)
CASES = [case.data for number, case in enumerate([*positives(3), *negatives(3)]) if number % 5 == 0]
KEY = LOTS.key_id().encode()
SECRET = LOTS.secret().encode()

pieces = st.sampled_from(
    [
        KEY,
        SECRET,
        b"aws_secret_access_key",
        b"secret",
        b" = ",
        b"\n",
        b'"',
        b"%3D",
        b"\\n",
        b"aws",
        b"session_token",
        b"=" * 3,
        b"account",
        b"287139315271",
        b"-at-",
        b"User name,Password",
        b"\0",
        b"internal-1234",
        b"".join(b"\\x%02x" % byte for byte in KEY),
        b"".join(b"&#%d;" % byte for byte in SECRET),
        b"".join(b"\\u%04x" % byte for byte in b"aws_secret_access_key"),
        b'"aws_secret_access_key"}',
        b"# aws secret",
        b"${AWS_SECRET_ACCESS_KEY:-" + SECRET + b"}",
        b"arn:aws:iam::287139315271:root",
        b"287139315271.dkr.ecr.",
        b"/",
        b"__",
        LOTS.text("ABCDEFabcdef0123456789+/", 90).encode(),
        LOTS.appsync().encode(),
        LOTS.mws().encode(),
        LOTS.bedrock_long().encode(),
    ]
)
texts = st.lists(st.one_of(pieces, st.binary(max_size=12)), max_size=12).map(b"".join)


def written(text: bytes, how: str) -> bytes:
    """In base64, in base64 of lines, in UTF-16 or in numbers, one over the other."""
    for one in how:
        if one == "w":
            text = text.decode("latin-1").encode("utf-16-le")
        elif one == "x":
            text = b"".join(b"\\x%02x" % byte for byte in text)
        else:
            text = base64.b64encode(text)
        if one == "l":
            text = b"\n".join(text[at : at + 76] for at in range(0, len(text), 76))
    return text


encoded = st.builds(
    written,
    texts,
    st.sampled_from(["", "", "b", "bb", "bbb", "w", "wb", "bw", "l", "lb", "bl", "ll", "wl", "wlb", "x", "xb", "bx"]),
)


@settings(max_examples=400, deadline=None)
@given(encoded)
def test_where_anything_is_seen_it_admits(data):
    admitted = QUICK.admits(data)
    assert PLAIN.admits(data) == admitted
    assert admitted or not look(data, EVERYTHING)


@settings(max_examples=400, deadline=None)
@given(encoded, encoded)
def test_what_it_saw_changes_nothing_of_what_is_found(data, more):
    assert detect(data + more, EVERYTHING, QUICK.signs(data + more)) == detect(data + more, EVERYTHING)


def test_what_it_saw_changes_nothing_of_what_is_found_in_the_corpus():
    assert [detect(data, EVERYTHING, QUICK.signs(data)) for data in CASES] == [
        detect(data, EVERYTHING) for data in CASES
    ]


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"nothing", {}),
        (KEY, {"anchors": {ID}}),
        (b"aws_secret_access_key = " + SECRET, {"anchors": {SECRET_NAMED}}),
        (KEY.decode().encode("utf-16-le"), {"wide": True}),
        (b"".join(b"\\x%02x" % byte for byte in KEY), {"escaped": True}),
        (base64.b64encode(b"a " + KEY), {"base64": True}),
    ],
)
def test_it_says_what_it_saw(data, seen):
    nothing = {"anchors": set(), "wide": False, "escaped": False, "base64": False}
    assert QUICK.signs(data) == Signs(**(nothing | seen))


def test_the_plain_gate_does_not_say():
    assert PLAIN.signs(KEY) is None


@pytest.mark.parametrize("data", [KEY, KEY.decode().encode("utf-16-le"), base64.b64encode(b"a " + KEY)])
def test_what_was_not_seen_is_not_looked_for(data):
    assert detect(data, EVERYTHING)
    assert not detect(data, EVERYTHING, QUICK.signs(b""))


def test_in_base64_of_lines_what_their_ends_cut_is_in_neither_gate():
    twice = base64.b64encode(b"#" * 40 + base64.b64encode(b"#" * 60 + KEY + b"#" * 60))
    for width in range(60, len(twice)):
        data = b"\n".join(twice[at : at + width] for at in range(0, len(twice), width))
        assert QUICK.admits(data) == PLAIN.admits(data)


@settings(max_examples=100, deadline=None)
@given(st.lists(encoded, max_size=8))
def test_parts_asked_about_together_are_answered_as_each_alone(parts):
    alone = [index for index, part in enumerate(parts) if PLAIN.admits(part)]
    assert QUICK.admitted(parts) == alone
    assert PLAIN.admitted(parts) == alone


def test_both_gates_answer_alike_about_the_corpus():
    assert QUICK.admitted(CASES) == PLAIN.admitted(CASES)


def test_whatever_is_seen_in_the_corpus_is_admitted():
    admitted = set(QUICK.admitted(CASES))
    assert {index for index, data in enumerate(CASES) if look(data, EVERYTHING)} <= admitted
    assert len(admitted) > 200


def test_what_stands_over_the_end_of_one_part_and_the_beginning_of_the_next_is_in_neither():
    name = b"aws_secret_access_key"
    assert QUICK.admitted([name + b" =", SECRET]) == []
    assert QUICK.admitted([name + b" = " + SECRET, b"x"]) == [0]
    assert QUICK.admitted([b"x", name + b" = " + SECRET]) == [1]


def test_small_parts_and_large_ones():
    filling = b"nothing in it\n" * 100_000
    assert QUICK.admitted([b"", filling, KEY, filling + KEY, b"a", filling, KEY]) == [2, 3, 6]
    assert QUICK.admitted([]) == []


def test_documented_ids_and_signatures_are_not_admitted():
    example = b"AKIA" + b"IOSFODNN7EXAMPLE"
    assert QUICK.admitted([example, KEY + b"/20260101/us-east-1/s3/aws4_request"]) == []


def test_a_pattern_of_ones_own_admits():
    assert QUICK.admitted([b"internal-12", b"an internal-1234 one"]) == [1]
    assert QuickGate(Rules()).admitted([b"an internal-1234 one"]) == []


def test_account_numbers_admit_only_where_they_count():
    data = b"account_id = 287139315271"
    assert QUICK.admits(data)
    assert not QuickGate(Rules()).admits(data)
    assert not PlainGate(Rules()).admits(data)


def test_it_goes_to_another_process_compiled():
    again = pickle.loads(pickle.dumps(QUICK))  # noqa: S301  of our own making
    assert again.admitted([b"a", KEY, b"internal-1234"]) == [1, 2]


def test_for_few_bytes_the_plain_gate_is_opened():
    assert isinstance(open_gate(Rules(), expected=FEW), PlainGate)
    assert isinstance(open_gate(Rules(), expected=FEW + 1), QuickGate)
    assert isinstance(open_gate(Rules()), QuickGate)


def test_without_hyperscan_the_plain_gate_is_opened(monkeypatch):
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    monkeypatch.delitem(sys.modules, "rootward.leaks.gate.quick")
    assert isinstance(open_gate(Rules()), PlainGate)


@pytest.mark.parametrize("gate", [QUICK, PLAIN])
def test_nothing_is_in_nothing(gate):
    assert not gate.admits(b"")
    assert gate.admitted([b""]) == []
