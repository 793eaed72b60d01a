"""The AWS credentials in some bytes. Pure: the same bytes and rules give the same sightings, and nothing is asked.

- `anchors`: the patterns beside which everything stands; the gate has the same
- `encoded`, `escapes`, `images`, `views`: what is in base64, in UTF-16 and in numbers
- `key_ids`, `secret_keys`, `tokens`, `api_keys`, `service_passwords`, `account_numbers`, `own_patterns`: a rule each
- `values`, `lots`, `placeholders`: what the rules ask of a value
- `pairing`: which secret belongs to which key
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter

import msgspec

from rootward.leaks.detect.account_numbers import account_numbers
from rootward.leaks.detect.api_keys import api_keys
from rootward.leaks.detect.key_ids import key_ids
from rootward.leaks.detect.own_patterns import own_patterns
from rootward.leaks.detect.pairing import paired
from rootward.leaks.detect.secret_keys import encoded_secrets, named_secrets, paired_secrets
from rootward.leaks.detect.seen import Seen
from rootward.leaks.detect.service_passwords import service_passwords
from rootward.leaks.detect.sighting import Sighting
from rootward.leaks.detect.signs import Signs
from rootward.leaks.detect.text import Text
from rootward.leaks.detect.tokens import tokens
from rootward.leaks.detect.views import View, views
from rootward.leaks.rules import Rules
from rootward.model.secret import Secret

__all__ = ["Sighting", "Signs", "detect"]


def detect(data: bytes, rules: Rules, signs: Signs | None = None) -> tuple[Sighting, ...]:
    """Every credential in `data`, in the order in which they stand; none overlaps another, but where it is encoded.

    `signs`: what a gate saw in `data`. They make it quicker, and change nothing of what is found.
    """
    found: list[Sighting] = []
    anchors = None if signs is None else signs.anchors
    for view in views(data, signs):
        _add(found, [_sighting(one, view) for one in _seen(Text(view.text, anchors), rules)])
        anchors = None  # what is encoded the gate has not looked through
    _add(found, list(_beside_encoded(data, found)))
    _add(found, [_sighting(one, View(data)) for one in own_patterns(data, rules)])
    return tuple(found)


def _beside_encoded(data: bytes, found: list[Sighting]) -> Iterator[Sighting]:
    """The secrets in base64 by themselves beside the ids that are, as a Kubernetes Secret has both."""
    ids = [one for one in found if one.kind == "access-key-id" and one.encoding == ("base64",)]
    done = 0
    for number, one in enumerate(ids):
        last = ids[number + 1].start if number + 1 < len(ids) else len(data)
        for secret in islice(encoded_secrets(data, one.start, done, last), 1):
            done = secret.end
            yield _sighting(msgspec.structs.replace(secret, key_id=one.key_id, account=one.account), View(data))


def _seen(text: Text, rules: Rules) -> list[Seen]:
    """What one view holds, the rule that knows more first where two see the same."""
    ids = list(key_ids(text))
    seen: list[Seen] = []
    for rule in (
        api_keys(text),
        service_passwords(text),
        tokens(text, ids),
        named_secrets(text),
        paired_secrets(text.data, ids),
        iter(ids),
        account_numbers(text) if rules.account_numbers else iter(()),
    ):
        seen = _apart(seen, rule)
    return paired(seen)


def _apart(known: list[Seen], rule: Iterator[Seen]) -> list[Seen]:
    """What is known, and what the rule sees beside it, in order."""
    new = sorted(rule, key=lambda one: (one.start, one.end))
    if not new:
        return known
    together: list[Seen] = []
    number = 0
    for one in new:
        while number < len(known) and known[number].start < one.end:
            together.append(known[number])
            number += 1
        if not together or together[-1].end <= one.start:
            together.append(one)
    return together + known[number:]


def _add(known: list[Sighting], new: list[Sighting]) -> None:
    """Put what is new in its place among what was known. Views are many and see little: only its surroundings move."""
    if not new:
        return
    first = min(one.start for one in new)
    last = max(one.end for one in new)
    begin = max(0, bisect_left(known, first, key=attrgetter("start")) - 2)
    end = bisect_left(known, last, key=attrgetter("start"))
    known[begin:end] = _merged(known[begin:end], new)


def _merged(known: list[Sighting], new: list[Sighting]) -> list[Sighting]:
    """Both in order, less what is new and overlaps what was known.

    Of two parts of one encoded text, decoded one after the other, both may see the same: it counts once, and where the
    first part cut it off, as the second has it. In base64 of base64 two neighbours may share a character.
    """
    together: list[Sighting] = []
    number = 0
    for one in sorted(new, key=lambda one: (one.start, one.end)):
        while number < len(known) and known[number].start < one.end:
            together.append(known[number])
            number += 1
        last = together[-1] if together else None
        if last is None or last.end <= one.start:
            together.append(one)
        elif last.encoding == one.encoding != () and last.end < one.end:
            if last.start == one.start:
                together[-1] = one
            elif last.start < one.start:
                together.append(one)
    return together + known[number:]


def _sighting(one: Seen, view: View) -> Sighting:
    return Sighting(
        kind=one.kind,
        start=view.start(one.start),
        end=view.end(one.end),
        value=Secret(one.text),
        confidence=one.confidence,
        reason=one.reason,
        key_id=one.key_id,
        account=one.account,
        encoding=(*view.encoding, *one.encoding),
    )
