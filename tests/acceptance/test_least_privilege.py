"""Each command runs under exactly the policy that `rootward permissions` prints for it.

With any of its actions missing `apply` and `undo` name it and stop before the first step: of the reads one by one, of
the writes, each of which the caller's policies are asked for, all at once. The practice account enforces its policies,
so what is printed is held against what is asked for.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from itertools import takewhile
from pathlib import Path

import msgspec
import pytest

from rootward.aws.looks import actions_of_looks
from rootward.aws.readers import newcomers
from rootward.checks.registry import CHECKS
from rootward.cli.main import main
from rootward.engine.permissions import actions as actions_of
from rootward.engine.permissions import operations, undoing
from rootward.iam_policy.actions import find
from rootward.model.account import Account
from rootward.model.credential import AccessKey
from rootward.model.iam_action import ALSO, action_of
from rootward.model.unknown import Unknown
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.state import State
from rootward.workflows.collect import collect_account
from rootward.workflows.permissions import policy_for_applying, policy_for_planning, policy_for_undoing
from rootward.workflows.source import Live, opened
from tests.acceptance.house import (
    ADDRESSEES,
    ALIAS,
    APPLIER,
    EVERY_GAP,
    applier,
    bind,
    client,
    present_another,
    seen_long_ago,
    switched_off_long_ago,
    uploaded_long_ago,
)
from tests.workflows.acting import in_order

FOUR_HOURS = 4 * 3600 + 1
"""After so long AWS makes a credential report anew: whoever may not make one is not helped by one that is there."""

TO_PLAN, TO_APPLY, TO_UNDO = policy_for_planning(CHECKS), policy_for_applying(CHECKS), policy_for_undoing(CHECKS)

OF_NEWCOMERS = {call.action for call in newcomers.CALLS}
"""Asked of users who are newer than the credential report, of whom there are none here: whom nobody may ask stays
without a row, and nothing stops for it."""

OF_REMEDIES = policy_for_undoing(tuple(check for check in CHECKS if check.id != "admin-identity-missing"))
"""What undo needs but for what `bootstrap` made, which closes that one check."""

BESIDE_CALLS = {action for several in ALSO.values() for action in several}
"""Actions that AWS asks for within another call, so that no call of their own is seen."""

FIRST = ("passwords", "trail-missing", "user-certificate-old")
"""What is planned where there is neither a password policy nor a trail, with SSH keys read."""

PLANNED = {"all": "planned", "first": "planned first"}
"""Each plan, and how the account was when it was made."""

COMPARED = (
    "identities",
    "password_policy",
    "security_contact",
    "regions",
    "analyzers",
    "trails",
    "event_rules",
    "service_credentials",
)

APPLY = ("apply", "--auto-approve", f"--allow-irreversible={ALIAS}")
UNDO = ("undo", "--auto-approve")


@dataclass(frozen=True)
class Ended:
    """What a command line came to."""

    code: int
    out: str
    err: str
    made: tuple[str, ...]
    """The actions of the calls that it made, in order."""

    @property
    def looked(self) -> set[str]:
        """Those that came before the first that may change something."""
        return set(takewhile(lambda action: not is_write(action), self.made))

    @property
    def written(self) -> set[str]:
        """Those that may change something."""
        return {action for action in self.made if is_write(action)}


@dataclass
class House:
    """The served account, the machines of those who work on it, and what they did there."""

    sandbox: Sandbox
    folder: Path
    states: dict[str, State] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    runs: dict[str, Ended] = field(default_factory=dict)

    def plan(self, name: str) -> str:
        """The path of a plan."""
        return str(self.folder / f"{name}.json")

    @property
    def configuration(self) -> Path:
        """Who is told, by the planner's configuration."""
        return self.folder / "rootward.toml"

    @property
    def planning(self) -> tuple[str, ...]:
        """The command that plans."""
        return ("plan", "--config", str(self.configuration))

    def that_makes(self, action: str, *, verb: str = "") -> str:
        """Which of the two runs asks for that action before its first step, or else makes it. `verb`: as `undo `.

        The one of fewer steps, if both do.
        """
        first, every = self.runs[f"{verb}first"], self.runs[f"{verb}all"]
        later = action not in every.looked and action in first.made
        return "first" if action in first.looked or later else "all"

    def writes_of(self, run: str) -> set[str]:
        """The actions that may change something, of the calls of a run, and those that AWS asks for within them."""
        made = self.runs[run].written
        return made.union(*(also for name, also in ALSO.items() if action_of(*name.split(":")) in made))

    def machine(self, name: str) -> Path:
        """The state folder of a machine."""
        return self.folder / name

    def keep(self, name: str) -> None:
        """Keep the account as it is, four hours later."""
        self.accounts[name] = looked_at(self.sandbox)
        self.sandbox.advance_clock(FOUR_HOURS)
        self.states[name] = self.sandbox.save()

    def run(self, machine: Path, variables: Mapping[str, str], *arguments: str) -> Ended:
        """Run a command line on a machine, by whoever has those credentials."""
        self.sandbox.calls.clear()
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(StringIO()) as out,
            redirect_stderr(StringIO()) as err,
        ):
            patch.setattr("platformdirs.user_state_path", lambda *_args, **_kwargs: machine)
            for name, value in variables.items():
                patch.setenv(name, value)
            code = main(list(arguments))
        made = tuple(call.action for call in self.sandbox.calls if call.action != "sts:GetCallerIdentity")
        return Ended(code, out.getvalue(), err.getvalue(), made)


def looked_at(sandbox: Sandbox) -> Account:
    """What the planner sees, but for the applier, whose policy each test writes.

    Keys are asked of every user: the facts hold those of users who have an active one by a report, of whatever time.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, value in sandbox.environment.items():
            patch.setenv(name, value)
        with opened(Live(), lambda _: None, lambda _: None) as session:
            found = in_order(collect_account(session, COMPARED, sleep=lambda _: None))
    identities = found.identities
    assert not isinstance(identities, Unknown)
    return msgspec.structs.replace(
        found,
        identities=msgspec.structs.replace(
            identities, roles=tuple(role for role in identities.roles if role.name != APPLIER)
        ),
        access_keys=tuple(key for user in identities.users for key in keys_of(sandbox, user.name)),
    )


def keys_of(sandbox: Sandbox, user: str) -> Iterator[AccessKey]:
    for key in client(sandbox).list_access_keys(UserName=user)["AccessKeyMetadata"]:
        yield AccessKey(id=key["AccessKeyId"], user=user, status=key["Status"], created=key["CreateDate"])


def is_write(action: str) -> bool:
    found = find(action)
    return found is None or found.access_level not in {"Read", "List"}


def actions(policy: str) -> list[str]:
    return sorted({action for statement in json.loads(policy)["Statement"] for action in statement["Action"]})


def reads_of(policy: str, made: tuple[str, ...]) -> list[str]:
    """What the policy allows to read, but for what is asked of newcomers alone. `made`: the operations of the run."""
    looks = actions_of_looks(made, objections=policy == TO_APPLY)
    idle = {*OF_NEWCOMERS.difference(looks), *BESIDE_CALLS}
    return [one for one in actions(policy) if not is_write(one) and one not in idle]


def without(policy: str, *missing: str) -> str:
    """The policy without the actions; a statement that allowed nothing else goes with them."""
    document = json.loads(policy)
    for statement in document["Statement"]:
        statement["Action"] = [one for one in statement["Action"] if one not in missing]
    document["Statement"] = [one for one in document["Statement"] if one["Action"]]
    return json.dumps(document)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Planned for: with a password policy and a trail that are weak, and once more without either."""
    with serve(EVERY_GAP) as sandbox:
        bind(sandbox)
        uploaded_long_ago(sandbox)
        present_another(sandbox)
        made = House(sandbox, tmp_path_factory.mktemp("house"))
        made.configuration.write_text(ADDRESSEES, encoding="utf-8")
        planner = made.machine("planner")
        switched_off_long_ago(sandbox, planner)
        seen_long_ago(sandbox, planner)
        assert made.run(planner, sandbox.environment, *made.planning, "-o", made.plan("all")).code == 0
        made.keep("planned")
        client(sandbox).delete_account_password_policy()
        client(sandbox, "cloudtrail").delete_trail(Name="acme-trail")
        only = [word for name in FIRST for word in ("--only", name)]
        read = str(made.folder / "account.json")
        assert made.run(planner, sandbox.environment, "collect", "--deep", *only, "-o", read).code == 0
        assert made.run(planner, sandbox.environment, "plan", "--from", read, *only, "-o", made.plan("first")).code == 0
        made.keep("planned first")
        yield made


@pytest.fixture(scope="module")
def applied(house: House) -> House:
    """Both plans applied, each on a machine of its own, under exactly the policy that is printed."""
    for name in PLANNED:
        house.runs[name] = applying(house, name, TO_APPLY, house.machine(name))
        house.keep(name)
    return house


@pytest.fixture(scope="module")
def taken_back(applied: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Both runs taken back, each from a copy of its machine, under exactly the policy that is printed."""
    for name in PLANNED:
        applied.runs[f"undo {name}"] = undone(applied, name, TO_UNDO, tmp_path_factory.mktemp(name))
        applied.accounts[f"undo {name}"] = looked_at(applied.sandbox)
    return applied


def applying(house: House, name: str, policy: str, machine: Path) -> Ended:
    """What comes of applying the plan of that name once more, on another machine."""
    house.sandbox.restore(house.states[PLANNED[name]])
    return house.run(machine, applier(house.sandbox, policy), *APPLY, house.plan(name))


def refused(ended: Ended, *missing: str) -> None:
    """It made no call that changes anything, and says for want of what."""
    assert ended.code in {3, 5}, ended.out + ended.err
    assert ended.written == set()
    said = " ".join(line for line in ended.err.splitlines() if "error: " in line or "allow " in line)
    assert [action for action in missing if not re.search(rf"{action}\b", said)] == [], ended.err
    assert "this run changed nothing" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(("command", "policy"), [("plan", TO_PLAN), ("apply", TO_APPLY), ("undo", TO_UNDO)])
def test_the_policies_here_are_those_that_are_printed(command, policy, capsys):
    assert main(["permissions", "--command", command]) == 0
    assert capsys.readouterr().out == policy


def test_the_policy_of_plan_is_enough_to_plan_and_nothing_in_it_is_superfluous(house):
    house.sandbox.restore(house.states["planned"])
    who = applier(house.sandbox, TO_PLAN)

    ended = house.run(house.machine("planner"), who, *house.planning, "--format", "json")

    made = json.loads(ended.out)
    assert ended.code == 0
    assert made["withheld"] == []
    assert [step["change"] for step in made["steps"]] == [
        step["change"] for step in json.loads(Path(house.plan("all")).read_text())["steps"]
    ]
    unasked = set(actions(TO_PLAN)) - set(ended.made) - OF_NEWCOMERS
    assert unasked == {"iam:ListOrganizationsFeatures"}  # this account is in none
    assert set(ended.made) <= set(actions(TO_PLAN))


def test_the_policy_of_apply_is_enough_to_apply_and_to_prove(applied):
    ended, first = applied.runs["all"], applied.runs["first"]

    assert (ended.code, ended.err.count("done: ")) == (0, 33), ended.err
    assert "proved: 22 of 22 gaps closed" in ended.out
    assert (first.code, first.err.count("done: ")) == (0, 8), first.err
    assert "proved: 8 of 8 gaps closed" in first.out


def test_a_run_makes_every_operation_that_the_remedies_declare_and_no_other_write(applied):
    made = applied.runs["all"].written | applied.runs["first"].written

    assert made | BESIDE_CALLS == set(actions_of(operations(CHECKS)))


def test_nothing_in_the_policy_of_apply_is_superfluous(applied):
    made = (*applied.runs["all"].made, *applied.runs["first"].made)

    assert sorted({*OF_NEWCOMERS, *BESIDE_CALLS, *made}) == actions(TO_APPLY)


@pytest.mark.parametrize("action", reads_of(TO_APPLY, operations(CHECKS)))
def test_apply_without_one_read_names_it_and_stops_before_the_first_step(applied, tmp_path, action):
    name = applied.that_makes(action)

    refused(applying(applied, name, without(TO_APPLY, action), tmp_path), action)


@pytest.mark.parametrize("name", ["all", "first"])
def test_apply_names_every_write_that_is_missing_and_stops_before_the_first_step(applied, tmp_path, name):
    writes = applied.writes_of(name)

    refused(applying(applied, name, without(TO_APPLY, *writes), tmp_path), *writes)
    assert looked_at(applied.sandbox) == applied.accounts[PLANNED[name]]


def without_keys_of(user: str, account: Account) -> Account:
    """The account as it is once these keys are deleted, which nothing takes back."""
    assert not isinstance(account.access_keys, Unknown)
    return msgspec.structs.replace(account, access_keys=tuple(key for key in account.access_keys if key.user != user))


def undone(house: House, name: str, policy: str, tmp_path: Path) -> Ended:
    """What comes of an undo of the run of that name, from a copy of its machine."""
    house.sandbox.restore(house.states[name])
    machine = shutil.copytree(house.machine(name), tmp_path / "machine")
    return house.run(machine, applier(house.sandbox, policy), *UNDO)


def test_the_policy_of_undo_is_enough_to_undo_and_nothing_in_it_is_superfluous(taken_back):
    ended, first = taken_back.runs["undo all"], taken_back.runs["undo first"]

    assert (ended.code, first.code) == (0, 0), ended.err + first.err
    assert sorted({*OF_NEWCOMERS, "iam:PassRole", *ended.made, *first.made}) == actions(OF_REMEDIES)
    assert ended.written | first.written | {"iam:PassRole"} == set(actions_of(undoing(operations(CHECKS))))
    assert taken_back.accounts["undo all"] == without_keys_of("retired", taken_back.accounts["planned"])
    assert taken_back.accounts["undo first"] == taken_back.accounts["planned first"]


def test_what_undo_may_do_beside_is_to_take_away_the_users_that_bootstrap_made():
    assert set(actions(TO_UNDO)) - set(actions(OF_REMEDIES)) == {"iam:DeleteLoginProfile", "iam:DeleteUser"}


@pytest.mark.parametrize("action", reads_of(OF_REMEDIES, undoing(operations(CHECKS))))
def test_undo_without_one_read_names_it_and_stops_before_the_first_step(taken_back, tmp_path, action):
    name = taken_back.that_makes(action, verb="undo ")

    refused(undone(taken_back, name, without(TO_UNDO, action), tmp_path), action)


@pytest.mark.parametrize("name", ["all", "first"])
def test_undo_names_every_write_that_is_missing_and_stops_before_the_first_step(taken_back, tmp_path, name):
    # The rule that is set back tells a topic, which takes no role.
    writes = taken_back.writes_of(f"undo {name}") - {"iam:PassRole"}

    refused(undone(taken_back, name, without(TO_UNDO, *writes), tmp_path), *writes)
    assert looked_at(taken_back.sandbox) == taken_back.accounts[name]
