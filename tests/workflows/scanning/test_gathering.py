"""What a scan gathers, in whatever order it comes."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

from rootward.leaks.allow.allowance import Allowance
from rootward.leaks.sight import Sight
from rootward.model.scan import Looked, Unread
from rootward.workflows.scanning.gathering import Gathering, Standing


def sight(**facts: Any) -> Sight:
    standard: dict[str, Any] = {
        "kind": "access-key-id",
        "line": 1,
        "column": 1,
        "confidence": "high",
        "reason": "alone",
        "masked": "x",
        "fingerprint": None,
        "key_id": None,
        "account": None,
        "encoding": (),
        "shown": "shown",
        "text": b"a secret",
    }
    return Sight(**{**standard, **facts})


class Nothing:
    def of(self, sight, path, commit=None):
        del sight, path, commit


class Tests:
    """Allows what lies in `tests/`."""

    def of(self, sight, path, commit=None):
        del sight
        if path.startswith("tests/"):
            return Allowance(rule="tests/**", source=f"rootward.toml {commit}", from_repository=True)
        return None


def gathered(gathering):
    return gathering.scan(rootward="0.1.0", taken_at=datetime(2026, 1, 31, tzinfo=UTC), looked_in=(".",))


def test_the_surest_come_first_then_by_place_whatever_order_they_come_in():
    places = [("low", "a", 1, 1), ("high", "b", 2, 1), ("high", "b", 1, 9), ("medium", "a", 1, 1), ("high", "a", 1, 1)]
    scans = []
    for seed in range(5):
        gathering = Gathering()
        shuffled = random.Random(seed).sample(places, len(places))  # noqa: S311 - an order
        for confidence, path, line, column in shuffled:
            gathering.see(sight(confidence=confidence, line=line, column=column), Standing(path=path), Nothing())
        scans.append(gathered(gathering))

    assert len(set(map(repr, scans))) == 1
    assert [(one.confidence, one.path, one.line) for one in scans[0].findings] == [
        ("high", "a", 1),
        ("high", "b", 1),
        ("high", "b", 2),
        ("medium", "a", 1),
        ("low", "a", 1),
    ]


def test_what_is_allowed_is_counted_and_no_finding():
    gathering = Gathering()
    gathering.see(sight(), Standing(path="tests/a", commit="c"), Tests())
    gathering.see(sight(), Standing(path="tests/b", commit="c"), Tests())
    gathering.see(sight(), Standing(path="src/a"), Tests())

    scan = gathered(gathering)

    assert [one.path for one in scan.findings] == ["src/a"]
    assert [(one.rule, one.source, one.count) for one in scan.allowed] == [("tests/**", "rootward.toml c", 2)]


def test_the_line_as_it_stands_is_left_behind():
    gathering = Gathering()
    gathering.see(sight(), Standing(path="a", commit="c", in_head=True), Nothing())

    (leak,) = gathered(gathering).findings

    assert "a secret" not in repr(leak)
    assert (leak.shown, leak.commit, leak.in_head) == ("shown", "c", True)


def test_what_was_not_read_is_told_once():
    gathering = Gathering()
    for path in ("b", "a", "b"):
        gathering.miss([Unread(path=path, reason="no permission")])

    assert [one.path for one in gathered(gathering).unread] == ["a", "b"]


def test_counts_add_up():
    gathering = Gathering()
    gathering.look(files=2, bytes=10)
    gathering.look(blobs=1, bytes=5)

    assert gathered(gathering).looked == Looked(files=2, blobs=1, bytes=15)


SECRET = "wJ4r" * 2 + "XUtnF3MI/K7MDENG/bPxRfiCY" + "q7Zp1L0"


def test_a_secret_in_a_name_goes_no_further_and_what_was_found_there_is_told_by_its_end():
    gathering = Gathering()
    found = sight(
        kind="secret-access-key", masked=f"…{SECRET[-4:]}", shown=f"k=…{SECRET[-4:]};", text=f"k={SECRET};".encode()
    )
    place = Standing(path=f"keys/{SECRET}.txt", author=f"{SECRET} <a@b.c>", branches=("main", f"try/{SECRET}"))
    gathering.see(found, place, Nothing())
    gathering.miss([Unread(path=f"{SECRET}.7z", reason="7z is not read")])

    scan = gathered(gathering)

    (leak,) = scan.findings
    assert (leak.path, leak.branches) == (f"keys/…{SECRET[-4:]}.txt", ("main", f"try/…{SECRET[-4:]}"))
    assert leak.author == f"…{SECRET[-4:]} <a@b.c>"
    assert scan.unread == (Unread(path="[masked].7z", reason="7z is not read"),)


def test_another_secret_in_a_name_is_masked_as_well_and_on_the_line():
    gathering = Gathering()
    place = Standing(path=f"keys/{SECRET}.txt", author=SECRET, branches=(SECRET,))
    gathering.see(sight(shown=f"id and '{SECRET[:20]}' + '{SECRET[20:]}'"), place, Nothing())

    (leak,) = gathered(gathering).findings

    assert (leak.path, leak.author, leak.branches) == ("keys/[masked].txt", "[masked]", ("[masked]",))
    assert leak.shown == "id and '[masked]'"
