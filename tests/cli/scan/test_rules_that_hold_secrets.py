"""A rule that allows a secret may have the secret in it: no report, and no complaint about it, carries that on."""

from __future__ import annotations

import subprocess

import pytest

from tests.local.key_places.planting import key_id, secret, write

SECRET = next(one for one in map(secret, range(100)) if "/" in one and one.count("+") == 0)


@pytest.fixture
def leaky_repository(folder):
    subprocess.run(["git", "init", "-q"], check=True)  # noqa: S607 - as a user has it
    write(folder / "a.env", f"AWS_ACCESS_KEY_ID={key_id(1)}\nAWS_SECRET_ACCESS_KEY={SECRET}\n")
    return folder


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("rule", [SECRET, f"KEY={SECRET}$", SECRET.replace("/", r"\/"), SECRET.replace("/", "[/]")])
def test_an_allowing_one_is_told_without_it(leaky_repository, scans, form, rule):
    write(leaky_repository / ".gitallowed", f"{rule}\n")

    shown = scans("--format", form)

    assert ".gitallowed:1" in shown.out
    for part in SECRET.split("/"):
        assert len(part) < 8 or part not in shown.out + shown.err


@pytest.mark.parametrize("name", ["secrets.patterns", "secrets.allowed", "secrets.providers"])
def test_one_that_cannot_be_used_is_told_without_it(leaky_repository, scans, name):
    words = ["git", "config", name, f"a rather long beginning of 28 {SECRET} (["]
    subprocess.run(words, check=True, cwd=leaky_repository)

    shown = scans()

    assert name in shown.err
    assert SECRET[:12] not in shown.out + shown.err
