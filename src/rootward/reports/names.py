"""Names that somebody else chose, made safe to show: a user, a policy or an error text of AWS stays text.

A terminal obeys control characters, a bidirectional mark turns a line around, and a line separator forges a
line of its own. Each of them is shown as an escape that a reader can see. Printable text is left alone, whatever
its script; what a format does to *its* markup (Markdown, CSV, JSON) is that format's own matter.
"""

from __future__ import annotations

import re

_CONTROLS = r"\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
_BIDIRECTIONAL = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_SEPARATORS = r"\u2028\u2029"
_INVISIBLE = r"\u00ad\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_SURROGATES = r"\ud800-\udfff"

UNSAFE = re.compile(f"[{_CONTROLS}{_BIDIRECTIONAL}{_SEPARATORS}{_INVISIBLE}{_SURROGATES}]")
"""Characters that do something, or that nobody sees, in place of being read."""

_LONE_SURROGATE = re.compile(f"[{_SURROGATES}]")
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
_BYTE, _PLANE = 0xFF, 0xFFFF


def safe(text: str) -> str:
    r"""`text` on one line, with every unsafe character as a visible escape: `\n`, `\x1b`, `\u202e`, `\U000e0041`."""
    return UNSAFE.sub(lambda found: _visible(found[0]), text)


def without_surrogates(text: str) -> str:
    r"""`text` with lone surrogates as a visible `\ud800`: UTF-8 and JSON have no way to hold one."""
    return _LONE_SURROGATE.sub(lambda found: _visible(found[0]), text)


def last_part(resource: str) -> str:
    """The name at the end of an ARN: what follows the last `/`, or else the last `:`."""
    return resource.rsplit("/" if "/" in resource else ":", 1)[-1]


def _visible(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code <= _BYTE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _PLANE else f"\\U{code:08x}"
