"""The answer that docs/scan.md shows is one that a scan gives."""

from __future__ import annotations

import json
from pathlib import Path

from tests.local.key_places.planting import key_id, secret, write

PAGE = Path(__file__).parents[3] / "docs" / "scan.md"


def shown():
    """The example's object."""
    text = PAGE.read_text("utf-8")
    return json.JSONDecoder().raw_decode(text[text.index('{"schema": 1') :])[0]


def matches(value, example):
    """Whether it is the same, up to where the example says `…`: which secret it was, and which id."""
    if not isinstance(example, str) or "…" not in example:
        return value == example
    return isinstance(value, str) and value.startswith(example.partition("…")[0])


def test_the_scan_that_is_shown_is_made(folder, scans):
    pair = f"AWS_ACCESS_KEY_ID={key_id(1)}\nAWS_SECRET_ACCESS_KEY={secret(1)}\n"
    write(folder / "app" / ".env", f"\n\n{pair}")
    write(folder / "known.ini", f"{key_id(2)}  # gitleaks:allow\n" * 3)
    (folder / "secret.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(26))
    given, example = json.loads(scans("--format", "json", ".").out), shown()

    (documented,) = example.pop("findings")
    found = [one for one in given.pop("findings") if one["kind"] == documented["kind"]]
    assert [one.keys() for one in found] == [documented.keys()]
    assert [name for name, value in documented.items() if not matches(found[0][name], value)] == []

    for answer in (given, example):
        del answer["taken_at"], answer["looked"]["bytes"]
    assert given == example
