"""Each command runs under exactly the policy that `rootward permissions` prints for it.

With any one of its actions missing `apply` and `undo` name it and stop before the first step. The practice account
enforces its policies, so what is printed is held against what is asked for.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
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
from rootward.model.unknown import Unknown
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.state import State
from rootward.workflows.collect import collect_account
from rootward.workflows.permissions import policy_for_applying, policy_for_planning, policy_for_undoing
from rootward.workflows.source import Live, opened
from tests.acceptance.house import ALIAS, APPLIER, HOUSE, applier, bind, client, switched_off_long_ago
from tests.workflows.acting import in_order

FOUR_HOURS = 4 * 3600 + 1
"""After so long AWS makes a credential report anew: whoever may not make one is not helped by one that is there."""

TO_PLAN, TO_APPLY, TO_UNDO = policy_for_planning(CHECKS), policy_for_applying(CHECKS), policy_for_undoing(CHECKS)

OF_NEWCOMERS = {call.action for call in newcomers.CALLS}
"""Asked of users who are newer than the credential report, of whom there are none here: whom nobody may ask stays
without a row, and nothing stops for it."""

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

    def plan(self, name: str = "plan") -> str:
        """The path of a plan."""
        return str(self.folder / f"{name}.json")

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
            found = in_order(collect_account(session, ("identities", "password_policy"), sleep=lambda _: None))
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


def needed(policy: str, made: tuple[str, ...]) -> list[str]:
    """The policy's actions but those that are asked of newcomers alone. `made`: the operations of the run."""
    return [one for one in actions(policy) if one not in OF_NEWCOMERS.difference(actions_of_looks(made))]


def without(policy: str, action: str) -> str:
    """The policy without the action; a statement that allowed nothing else goes with it."""
    document = json.loads(policy)
    for statement in document["Statement"]:
        statement["Action"] = [one for one in statement["Action"] if one != action]
    document["Statement"] = [one for one in document["Statement"] if one["Action"]]
    return json.dumps(document)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Planned for: with a password policy that is weak, and once more without one."""
    with serve(HOUSE) as sandbox:
        bind(sandbox)
        made = House(sandbox, tmp_path_factory.mktemp("house"))
        switched_off_long_ago(sandbox, made.machine("planner"))
        made.runs["plan"] = made.run(made.machine("planner"), sandbox.environment, "plan", "-o", made.plan())
        made.keep("planned")
        client(sandbox).delete_account_password_policy()
        made.run(made.machine("planner"), sandbox.environment, "plan", "--only", "passwords", "-o", made.plan("first"))
        made.keep("planned first")
        yield made


@pytest.fixture(scope="module")
def applied(house: House) -> House:
    """Both plans applied, each on a machine of its own, under exactly the policy that is printed."""
    for name, plan, state in (("all", house.plan(), "planned"), ("first", house.plan("first"), "planned first")):
        house.sandbox.restore(house.states[state])
        who = applier(house.sandbox, TO_APPLY)
        house.runs[name] = house.run(house.machine(name), who, *APPLY, plan)
        house.keep(name)
    return house


def refused(ended: Ended, action: str) -> None:
    """It stopped before the first step, and says for want of what."""
    assert ended.code in {3, 5}
    assert ended.written == set()
    said = [line for line in ended.err.splitlines() if action in line]
    assert said, ended.err
    assert "this run changed nothing" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(("command", "policy"), [("plan", TO_PLAN), ("apply", TO_APPLY), ("undo", TO_UNDO)])
def test_the_policies_here_are_those_that_are_printed(command, policy, capsys):
    assert main(["permissions", "--command", command]) == 0
    assert capsys.readouterr().out == policy


def test_the_policy_of_plan_is_enough_to_plan_and_nothing_in_it_is_superfluous(house):
    house.sandbox.restore(house.states["planned"])
    who = applier(house.sandbox, TO_PLAN)

    ended = house.run(house.machine("planner"), who, "plan", "--format", "json")

    made = json.loads(ended.out)
    assert ended.code == 0
    assert made["withheld"] == []
    assert [step["change"] for step in made["steps"]] == [
        step["change"] for step in json.loads(Path(house.plan()).read_text())["steps"]
    ]
    unasked = set(actions(TO_PLAN)) - set(ended.made) - OF_NEWCOMERS
    assert unasked == {"iam:ListOrganizationsFeatures"}  # this account is in none
    assert set(ended.made) <= set(actions(TO_PLAN))


def test_the_policy_of_apply_is_enough_to_apply_and_to_prove(applied):
    ended = applied.runs["all"]

    assert (ended.code, ended.err.count("done: ")) == (0, 12), ended.err
    assert "proved: 7 of 7 gaps closed" in ended.out


def test_a_run_makes_every_operation_that_the_remedies_declare_and_no_other_write(applied):
    assert applied.runs["all"].written == set(actions_of(operations(CHECKS)))


def test_nothing_in_the_policy_of_apply_is_superfluous(applied):
    assert sorted(OF_NEWCOMERS.union(applied.runs["all"].made)) == actions(TO_APPLY)


@pytest.mark.parametrize("action", needed(TO_APPLY, operations(CHECKS)))
def test_apply_without_one_action_names_it_and_stops_before_the_first_step(house, tmp_path, action):
    house.sandbox.restore(house.states["planned"])
    who = applier(house.sandbox, without(TO_APPLY, action))

    ended = house.run(tmp_path, who, *APPLY, house.plan())

    refused(ended, action)
    assert looked_at(house.sandbox) == house.accounts["planned"]


def without_keys_of(user: str, account: Account) -> Account:
    """The account as it is once these keys are deleted, which nothing takes back."""
    assert not isinstance(account.access_keys, Unknown)
    return msgspec.structs.replace(account, access_keys=tuple(key for key in account.access_keys if key.user != user))


def undone(house: House, name: str, policy: str, tmp_path: Path) -> Ended:
    """What comes of an undo of the run of that name, from a copy of its machine."""
    house.sandbox.restore(house.states[name])
    machine = shutil.copytree(house.machine(name), tmp_path / "machine")
    return house.run(machine, applier(house.sandbox, policy), *UNDO)


def test_the_policy_of_undo_is_enough_to_undo_and_nothing_in_it_is_superfluous(applied, tmp_path):
    all_of_it = undone(applied, "all", TO_UNDO, tmp_path / "all")
    given_back = looked_at(applied.sandbox)
    first = undone(applied, "first", TO_UNDO, tmp_path / "first")

    assert (all_of_it.code, first.code) == (0, 0), all_of_it.err + first.err
    assert sorted(OF_NEWCOMERS.union(all_of_it.made, first.made)) == actions(TO_UNDO)
    assert all_of_it.written | first.written == set(actions_of(undoing(operations(CHECKS))))
    assert given_back == without_keys_of("retired", applied.accounts["planned"])
    assert looked_at(applied.sandbox) == applied.accounts["planned first"]


@pytest.mark.parametrize("action", needed(TO_UNDO, undoing(operations(CHECKS))))
def test_undo_without_one_action_names_it_and_stops_before_the_first_step(applied, tmp_path, action):
    name = "first" if action == "iam:DeleteAccountPasswordPolicy" else "all"

    ended = undone(applied, name, without(TO_UNDO, action), tmp_path)

    refused(ended, action)
    assert looked_at(applied.sandbox) == applied.accounts[name]
