"""Pairs that no account has, and a machine's own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from rootward.model.key_pair import KeyPair
from rootward.model.secret import Secret

OLD = KeyPair("AKIA" + "OLD2" * 4, Secret("old/" * 10))
NEW = KeyPair("AKIA" + "NEW2" * 4, Secret("new+" * 10))
OTHER = KeyPair("AKIA" + "THIRD234" * 2, Secret("3rd=" * 10))


def keys(pair: KeyPair) -> str:
    return f"aws_access_key_id = {pair.key_id}\naws_secret_access_key = {pair.secret.reveal()}\n"


class Files:
    """`~/.aws` of a home folder of its own."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("USERPROFILE", str(home))
        self.folder = home / ".aws"
        self.folder.mkdir()

    def write(self, credentials: str = "", config: str = "") -> None:
        for name, text in (("credentials", credentials), ("config", config)):
            if text:
                (self.folder / name).write_bytes(text.encode())
                (self.folder / name).chmod(0o600)

    @property
    def credentials(self) -> str:
        return (self.folder / "credentials").read_bytes().decode()

    @property
    def config(self) -> str:
        return (self.folder / "config").read_bytes().decode()


def signed_by(profile: str) -> tuple[str, str] | None:
    """What botocore finds for the profile."""
    import botocore.session

    found = botocore.session.Session(profile=profile).get_credentials()
    return (found.access_key, found.secret_key) if found is not None else None


def both(pair: KeyPair) -> tuple[str, str]:
    return pair.key_id, pair.secret.reveal()
