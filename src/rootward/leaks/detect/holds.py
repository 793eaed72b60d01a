"""Whether some bytes hold anything, asked of the same rules as the detector's, and no further than the first answer."""

from __future__ import annotations

from rootward.leaks.detect.account_numbers import account_numbers
from rootward.leaks.detect.anchors import own
from rootward.leaks.detect.api_keys import api_keys
from rootward.leaks.detect.encoded import base64_in, wide_in
from rootward.leaks.detect.escapes import escaped_in
from rootward.leaks.detect.key_ids import key_ids
from rootward.leaks.detect.secret_keys import named_secrets
from rootward.leaks.detect.service_passwords import may_hold_passwords
from rootward.leaks.detect.text import Text
from rootward.leaks.detect.tokens import tokens
from rootward.leaks.rules import Rules


def may_hold(data: bytes, rules: Rules) -> bool:
    """Whether a credential may stand in `data`. Where `detect` sees any, it may."""
    return (
        holds_plain(data, rules)
        or next(wide_in(data), None) is not None
        or escaped_in(data)
        or next(base64_in(data), None) is not None
        or holds_own(data, rules)
    )


def holds_plain(data: bytes, rules: Rules) -> bool:
    """Whether one stands in it as it is, by rules that look no further than some hundred bytes."""
    text = Text(data)
    return (
        next(key_ids(text), None) is not None
        or next(api_keys(text), None) is not None
        or next(tokens(text, ()), None) is not None
        or next(named_secrets(text), None) is not None
        or may_hold_passwords(text)
        or (rules.account_numbers and next(account_numbers(text), None) is not None)
    )


def holds_own(data: bytes, rules: Rules) -> bool:
    """Whether one of the user's own patterns matches."""
    return any(own(pattern).search(data) for pattern in rules.patterns)
