"""A Terraform configuration as another parser reads it, with the values that its expressions have."""

from __future__ import annotations

import json
import re
from typing import Any

import hcl2

_ESCAPE = re.compile(r'\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|([nrt"\\]))|(\$|%)\4\{')
_SHORT = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ENCODED = re.compile(r"\$\{jsonencode\((.*)\)\}\Z", re.DOTALL)


def read(code: str) -> dict[str, Any]:
    """`resource` by address, `import` and `provider` as lists; strings are what they stand for.

    A reference stays `${aws_iam_group.admins.name}`, and a document becomes what it encodes.
    """
    found = hcl2.loads(code)
    resources: dict[str, dict[str, Any]] = {}
    for block in found.get("resource", []):
        for kind, labelled in block.items():
            for label, body in labelled.items():
                address = f"{_text(kind)}.{_text(label)}"
                assert address not in resources
                resources[address] = _value(body)
    others = {kind: [_value(one) for one in found.get(kind, [])] for kind in ("import", "provider", "terraform")}
    return {"resource": resources, **others}


def _value(value: Any) -> Any:
    match value:
        case str():
            encoded = _ENCODED.match(value)
            if encoded:
                return json.loads(json.dumps(_value(hcl2.loads(f"v = {encoded[1]}\n")["v"])))
            return _text(value) if value.startswith('"') else value
        case dict():
            return {
                _text(name) if name.startswith('"') else name: _value(one)
                for name, one in value.items()
                if name != "__is_block__"
            }
        case list():
            return [_value(one) for one in value]
        case _:
            return value


def _text(quoted: str) -> str:
    assert quoted.startswith('"')
    assert quoted.endswith('"')
    body = quoted[1:-1]
    assert not re.search(r"(?<![$])[$]\{|(?<!%)%\{", re.sub(r"[$][$]\{|%%\{", "", body)), "a template"
    return _ESCAPE.sub(_unescaped, body)


def _unescaped(found: re.Match[str]) -> str:
    if found[4]:
        return f"{found[4]}{{"
    return _SHORT[found[3]] if found[3] else chr(int(found[1] or found[2], 16))
