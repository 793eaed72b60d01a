"""Which files are looked into, by their names: those in which access keys lie on most machines.

Any other file may hold a key as well; looking into all of them is another task than looking where keys are kept.

- the shared files, and what stands beside them: copies, the caches of the AWS CLI
  https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
- boto's own file: https://boto.cloudhackers.com/en/latest/boto_config_tut.html
- s3fs: https://github.com/s3fs-fuse/s3fs-fuse/wiki/FAQ, s3cmd: https://s3tools.org/kb/item14.htm
- what the console gives to download: NAME_accessKeys.csv for a key, credentials.csv for a user with a password too,
  rootkey.csv for root's https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

import msgspec

from rootward.local.key_places.encoded import decoded
from rootward.local.key_places.pairs import Part
from rootward.local.key_places.sections import sections
from rootward.model.key_place import PlaceKind

_MANIFEST = re.compile(r"^[ \t]*[\"']?apiVersion[\"']?[ \t]*:", re.MULTILINE)


def _as_it_is(text: str) -> str:
    return text


def _whole(_text: str) -> Sequence[Part]:
    return ()


def _manifest(text: str) -> str:
    """Kubernetes' own files say so; of any other YAML nothing is read."""
    return decoded(text) if _MANIFEST.search(text) else ""


class Kind(msgspec.Struct, frozen=True):
    """A sort of file."""

    name: PlaceKind
    shape: re.Pattern[str]
    """What the end of its path, in lower case and with `/`, looks like."""
    clear: Callable[[str], str] = _as_it_is
    """Its text as `pairs` reads it."""
    parts: Callable[[str], Sequence[Part]] = _whole


def _named(*endings: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|/)(?:{'|'.join(endings)})$")


NAMED = Kind("named", re.compile(""), clear=decoded)
"""A file that was named, of no sort that its name tells."""

KINDS: tuple[Kind, ...] = (
    Kind("aws-cache", _named(r"\.aws/(?:cli|sso|login|boto)/(?:[^/]+/)*[^/]+")),
    Kind("aws-config", _named(r"\.aws/\.?config[^/]*"), parts=sections),
    Kind("aws-credentials", _named(r"\.aws/[^/]+"), parts=sections),
    Kind("boto", _named(r"\.boto", r"boto\.cfg"), parts=sections),
    Kind("s3-tool", _named(r"\.s3cfg[^/]*", r"s3cmd\.ini", r"rclone\.conf"), parts=sections),
    Kind("s3-tool", _named(r"\.?passwd-s3fs[^/]*")),
    Kind("downloaded", _named(r"[^/]*accesskeys[^/]*\.csv", r"[^/]*credentials[^/]*\.csv", r"rootkey[^/]*\.csv")),
    Kind("terraform-state", _named(r"[^/]+\.tfstate(?:\.[^/]+)?")),
    Kind("terraform", _named(r"[^/]+\.tfvars(?:\.json)?", r"[^/]+\.tf(?:\.json)?")),
    Kind("env-file", _named(r"\.env(?:\.[^/]+)?", r"\.envrc", r"[^/]+\.env")),
    Kind(
        "shell-history",
        _named(
            r"\.[^/]*history",
            r"\.(?:bash|zsh)_sessions/[^/]+\.history(?:new)?",
            r"\.zhistory",
            r"\.histfile",
            r"fish_history",
            r"[^/]+_history\.txt",
        ),
    ),
    Kind(
        "shell-startup",
        _named(
            r"\.(?:bash|zsh|ksh|csh|tcsh)rc",
            r"\.(?:bash_|z)?profile",
            r"\.bash_(?:login|aliases|logout)",
            r"\.z(?:shenv|login|logout)",
            r"\.pam_environment",
            r"config\.fish",
            r"(?:[^/]+_)?profile\.ps1",
        ),
    ),
    Kind(
        "docker",
        _named(
            r"\.docker/config\.json",
            r"\.dockercfg",
            r"(?:docker-)?compose[^/]*\.ya?ml",
            r"dockerfile[^/]*",
            r"[^/]+\.dockerfile",
        ),
        clear=decoded,
    ),
    Kind(
        "ci",
        _named(
            r"\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml",
            r"\.circleci/[^/]+\.ya?ml",
            r"\.buildkite/[^/]+\.ya?ml",
            r"\.(?:gitlab-ci|travis|drone|cirrus|appveyor|woodpecker)\.ya?ml",
            r"(?:appveyor|bitbucket-pipelines|azure-pipelines|cloudbuild|buildspec)[^/]*\.ya?ml",
            r"jenkinsfile[^/]*",
        ),
    ),
    Kind("kubernetes", _named(r"\.kube/(?:[^/]+/)*[^/]+", r"[^/]*kubeconfig[^/]*"), clear=decoded),
    Kind("kubernetes", _named(r"[^/]+\.ya?ml"), clear=_manifest),
)
"""The first that fits counts."""

PASSED_BY = frozenset(
    {
        ".cache",
        ".git",
        ".hg",
        ".svn",
        ".tox",
        ".venv",
        "__pycache__",
        "caches",
        "node_modules",
        "site-packages",
        "venv",
    }
)
"""Folders, in lower case, that hold what programs fetched or made, and not what people keep there."""

BY_NAME: dict[PlaceKind, Kind] = {kind.name: kind for kind in reversed(KINDS)}


def kind_of(path: PurePath) -> Kind | None:
    """The sort of file that the path's name tells; None for a file that is none of these."""
    shown = path.as_posix().lower()
    return next((kind for kind in KINDS if kind.shape.search(shown)), None)


def kind_of_named(path: PurePath) -> Kind:
    """The same of a file that somebody named, which is read whatever it is."""
    kind = kind_of(path)
    return NAMED if kind is None or kind.clear is _manifest else kind
