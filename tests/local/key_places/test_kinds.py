"""Which files are looked into, by their names."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from rootward.local.key_places.kinds import BY_NAME, KINDS, kind_of


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/.aws/credentials", "aws-credentials"),
        ("/home/a/.aws/credentials~", "aws-credentials"),
        ("/home/a/.aws/config", "aws-config"),
        ("/home/a/.aws/config.old", "aws-config"),
        ("/home/a/.aws/cli/cache/1f.json", "aws-cache"),
        ("/home/a/.aws/login/cache/1f.json", "aws-cache"),
        ("/home/a/x/.env.local", "env-file"),
        ("/home/a/x/prod.env", "env-file"),
        ("/home/a/.python_history", "shell-history"),
        ("/home/a/.history", "shell-history"),
        ("/home/a/.zsh_sessions/0A-1B.history", "shell-history"),
        ("/home/a/.zprofile", "shell-startup"),
        ("/home/a/.config/fish/config.fish", "shell-startup"),
        ("/home/a/.config/powershell/Microsoft.PowerShell_profile.ps1", "shell-startup"),
        ("/home/a/Downloads/anna_accessKeys (2).csv", "downloaded"),
        ("/home/a/Downloads/new_user_credentials.csv", "downloaded"),
        ("/home/a/rootkey-1.csv", "downloaded"),
        ("/home/a/x/terraform.tfstate.1700000000.backup", "terraform-state"),
        ("/home/a/x/.terraform/terraform.tfstate", "terraform-state"),
        ("/home/a/x/main.tf", "terraform"),
        ("/home/a/x/prod.auto.tfvars.json", "terraform"),
        ("/home/a/x/Dockerfile.prod", "docker"),
        ("/home/a/x/compose.override.yaml", "docker"),
        ("/home/a/.kube/clusters/one", "kubernetes"),
        ("/home/a/x/values.yaml", "kubernetes"),
        ("/home/a/x/.github/workflows/ci.yml", "ci"),
        ("/home/a/x/buildspec-test.yml", "ci"),
        ("/home/a/x/Jenkinsfile", "ci"),
        ("/etc/boto.cfg", "boto"),
        ("/home/a/.config/rclone/rclone.conf", "s3-tool"),
        ("/etc/passwd-s3fs", "s3-tool"),
    ],
)
def test_the_name_tells_the_kind(path, kind):
    found = kind_of(PurePosixPath(path))

    assert found is not None
    assert found.name == kind


def test_windows_names_tell_it_too():
    found = kind_of(PureWindowsPath(r"C:\Users\Anna\.AWS\Credentials"))

    assert found is not None
    assert found.name == "aws-credentials"


@pytest.mark.parametrize(
    "path",
    [
        "/home/a/notes.txt",
        "/home/a/aws/credentials",
        "/home/a/environment",
        "/home/a/history.txt",
        "/home/a/x/config.json",
        "/home/a/x/keys.csv",
        "/home/a/x/main.tfx",
        "/home/a/x.boto",
    ],
)
def test_any_other_file_is_of_no_kind(path):
    assert kind_of(PurePosixPath(path)) is None


def test_a_kind_is_found_by_its_name():
    assert {kind.name for kind in KINDS} == set(BY_NAME)
    assert all(name == kind.name for name, kind in BY_NAME.items())
