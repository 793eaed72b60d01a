"""What the detector finds and leaves alone, held against cases from the tests of other scanners, and a made corpus.

`leak_cases.jsonl` names the repository and the path that each case is from; every key in them is synthetic. They stand
in base85, which no scanner undoes. Cases on which the scanners contradict each other, `contested_…`, are left out.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.look import look
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import Case, negatives, positives

FILE = Path(__file__).with_name("leak_cases.jsonl")
KINDS = {
    "key_id": {"access-key-id"},
    "pair": {"access-key-id", "secret-access-key"},
    "secret": {"secret-access-key"},
    "session": {"session-token"},
    "account_id": {"account-id"},
    "account_id_bare": {"account-id"},
    "appsync": {"appsync-api-key"},
    "mws": {"mws-auth-token"},
    "mws_nonhex": {"mws-auth-token"},
    "bedrock_long": {"bedrock-api-key"},
    "bedrock_short": {"bedrock-api-key"},
    "encoded_base64": {"access-key-id", "secret-access-key"},
}


class Labelled(NamedTuple):
    expect: str
    kind: str
    source: str
    data: bytes


def labelled() -> list[Labelled]:
    lines = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    cases = [Labelled(one["expect"], one["kind"], one["source"], base64.b85decode(one["b85"])) for one in lines]
    return [case for case in cases if not case.kind.startswith("contested_")]


def score(answers: Iterable[tuple[bool, bool]]) -> tuple[float, float]:
    """Precision and recall of pairs of (there is one, one was seen)."""
    pairs = list(answers)
    right = sum(there and seen for there, seen in pairs)
    return right / sum(seen for _there, seen in pairs), right / sum(there for there, _seen in pairs)


@pytest.mark.parametrize("account_numbers", [True, False])
def test_the_labelled_cases(account_numbers):
    rules = Rules(account_numbers=account_numbers)
    cases = [case for case in labelled() if account_numbers or not case.kind.startswith("account_id")]
    precision, recall = score(
        (case.expect == "hit", any(sight.mark is None for sight in look(case.data, rules))) for case in cases
    )
    assert len(cases) > 140
    assert precision >= 0.99
    assert recall >= 0.97


@pytest.mark.parametrize("case", [case for case in labelled() if case.expect == "hit"], ids=lambda case: case.source)
def test_a_labelled_credential_is_called_what_it_is(case):
    kinds = {sight.kind for sight in look(case.data, Rules(account_numbers=True))}
    assert kinds >= KINDS[case.kind]


def _sums(cases: Iterable[Case]) -> tuple[int, int, int]:
    """Of every planted credential of the cases: how many were seen, how many were not, and how many others were."""
    right = missed = wrong = 0
    for case in cases:
        seen = {(one.kind, one.value.reveal()) for one in detect(case.data, Rules())}
        right += len(seen & case.planted)
        missed += len(case.planted - seen)
        wrong += len(seen - case.planted)
    return right, missed, wrong


def test_the_made_corpus():
    right, missed, wrong = _sums([*positives(1), *negatives(1)])
    assert right + missed > 3000
    assert right / (right + missed) >= 0.995
    assert right / (right + wrong) >= 0.995


def test_what_looks_like_a_credential_is_none():
    assert _sums(negatives(2)) == (0, 0, 0)
