r"""The scripts that git runs: a few lines for a POSIX shell, which Git for Windows brings along.

Each says in its second line what it is and what the rest of it should hash to, so that one that was changed by hand is
told from one that may be taken away. A hook that was there runs first, since it may change what is committed. Python
runs with -P: else a file of the working directory, which is what is scanned, could be imported in place of a module.
See https://git-scm.com/docs/githooks.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from typing import Literal, get_args

HookName = Literal["pre-commit", "commit-msg", "prepare-commit-msg"]

HOOKS: tuple[HookName, ...] = get_args(HookName)

KEPT = ".before-rootward"
"""Follows the name of a hook that was there."""

_MARK = re.compile(rb"#!/bin/sh\n# rootward scan: hook ([a-z-]+) ([0-9a-f]{32})\n")

_START = "import sys; from rootward.cli.main import main; sys.exit(main())"

_SCANS: dict[HookName, str] = {
    "pre-commit": "scan --staged --quiet",
    "commit-msg": 'scan --quiet --commit-msg "$1"',
    "prepare-commit-msg": 'scan --quiet "HEAD..$commit"',
}

_BEFORE: dict[HookName, str] = {
    "pre-commit": "",
    "commit-msg": "",
    # Of a merge all that it brings: commits that others made may not have been scanned. Of what git picks or reverts
    # what is staged, for there it runs no pre-commit. `git commit` has run it, and tells its hooks the author's date.
    "prepare-commit-msg": """\
way=
if [ "$2" = merge ]; then
heads=$(git rev-parse --git-path MERGE_HEAD) && [ -f "$heads" ] && way=merge
fi
case $way:$2:$GIT_AUTHOR_DATE:$GIT_REFLOG_ACTION in
:message::* | :*:cherry-pick* | :*:revert*) way=pick ;;
esac
[ "$way" ] || exit 0
if [ $way = pick ]; then
rebase=$(git rev-parse --git-path rebase-merge) && [ ! -d "$rebase" ] || exit 0
fi
""",
}

_PAST: dict[HookName, str] = {
    "pre-commit": "git commit --no-verify",
    "commit-msg": "git commit --no-verify",
    # --no-verify does not reach this one.
    "prepare-commit-msg": "git -c core.hooksPath=/dev/null commit",
}

_SAID: dict[HookName, str] = {
    "pre-commit": """\
rootward: the commit is stopped: it would bring what stands above.
  take it out of the file, git add that again, and commit
""",
    "commit-msg": """\
rootward: the commit is stopped: its message holds what stands above.
  take it out: git commit -e -F "$(git rev-parse --git-path COMMIT_EDITMSG)"
""",
    "prepare-commit-msg": """\
rootward: the commit is stopped: it would bring what stands above.
  take it back: git merge --abort, git cherry-pick --abort; a revert: git reset --merge
""",
}
"""The rest of what to do is said in the report, which stands above."""

_GONE = """\
rootward: the Python that rootward was installed in is not there any more, so
nothing was scanned, and the commit is stopped.
  go on with it     install rootward, then: rootward scan install-hooks
  without it        delete the file {name} among the hooks, and where there
                    is one, give {name}{kept} its old name back
"""

_BROKEN = """\
rootward: the scan did not come to an end, so the commit is stopped.
  without a scan    {past}
"""


def render(name: HookName, python: str) -> bytes:
    """The script; `python` is the file of the interpreter that has rootward, with slashes."""
    run = _command(name)
    rest = f"""\
# Installed by 'rootward scan install-hooks'; 'rootward scan uninstall-hooks' takes it away.
kept=${{0%/*}}/{name}{KEPT}
if [ -x "$kept" ]; then "$kept" "$@" || exit; fi
{_BEFORE[name]}python={shlex.quote(python)}
if [ ! -x "$python" ]; then
cat >&2 <<'END'
{_GONE.format(name=name, kept=KEPT)}END
exit 1
fi
judge() {{
case $1 in
0 | 3) return ;;
1)
cat >&2 <<'END'
{_SAID[name]}  or allow it, as said above; without a scan: {_PAST[name]}
END
;;
*)
cat >&2 <<'END'
{_BROKEN.format(past=_PAST[name])}END
;;
esac
exit 1
}}
{_run(name, run)}"""
    body = rest.encode("utf-8", "surrogateescape")
    return f"#!/bin/sh\n# rootward scan: hook {name} {_digest(body)}\n".encode() + body


def _command(name: HookName) -> str:
    return f'"$python" -P -c {shlex.quote(_START)} {_SCANS[name]}'


def _run(name: HookName, run: str) -> str:
    if name == "prepare-commit-msg":
        return (
            f"if [ $way = pick ]; then\n{_run('pre-commit', _command('pre-commit'))}fi\n"
            f'while read -r commit; do\n{run} </dev/null\njudge $?\ndone <"$heads"\nexit 0\n'
        )
    return f"{run}\njudge $?\nexit 0\n"


def whose(script: bytes) -> Literal["own", "changed", "other"]:
    """Whether a script is rootward's as it was written, or as somebody changed it, or is none of rootward's."""
    found = _MARK.match(script)
    if not found:
        return "other"
    return "own" if _digest(script[found.end() :]) == found[2].decode() else "changed"


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
