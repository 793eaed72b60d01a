"""People whom a plan would bind to MFA, and who have no device and no way to register one: they could do nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import product

import msgspec

from rootward.checks.authority import Authority, Reading
from rootward.checks.identities.entrance import Doors
from rootward.checks.identities.usable import may_enrol, without_mfa
from rootward.checks.mfa.binding import Bindings
from rootward.engine.lockout.document import as_read
from rootward.engine.lockout.effect import made
from rootward.engine.lockout.mfa_demand import MfaDemand
from rootward.engine.lockout.orders import FEW
from rootward.engine.lockout.population import identities_of, part
from rootward.engine.lockout.restriction import restricts
from rootward.engine.lockout.ruling import Refusal
from rootward.engine.lockout.stage import Stage
from rootward.engine.lockout.telling import listed, told
from rootward.iam_policy.powers import Powers
from rootward.model.account import Account
from rootward.model.change import AccessKeyChange, Change
from rootward.model.unknown import Unknown

_ENROL_FIRST = "have a device registered first, or allow iam:CreateVirtualMFADevice and iam:EnableMFADevice without MFA"
_FEWER = "apply fewer changes at once"


class _Person(msgspec.Struct, frozen=True):
    """A user who signs in to the console and is not known to have a device."""

    arn: str
    name: str
    device: bool | Unknown
    """Whether it has one: no, or why that is not known."""
    shared: tuple[int, ...]
    """Places of the changes of groups that the user is in, or gets in."""
    own: tuple[int, ...]
    """Places of the changes of the user itself."""

    def places(self, bits: int) -> tuple[int, ...]:
        """Places of the changes of these bits, those of groups first."""
        return tuple(place for bit, place in enumerate((*self.shared, *self.own)) if bits >> bit & 1)


def people_shut_out(stage: Stage) -> Refusal | None:
    """What would bind somebody to MFA, in some order, who could not register a device then."""
    alike: dict[tuple[tuple[int, ...], int], list[_Person]] = defaultdict(list)
    for person in _people(stage):
        alike[person.shared, len(person.own)].append(person)
    refusals = (_of_people(stage, several) for several in alike.values())
    return next((refusal for refusal in refusals if refusal), None)


def _people(stage: Stage) -> Iterator[_Person]:
    """Those whom changes of the stage are about that restrict somebody, and policies that ask for MFA."""
    demand = MfaDemand(stage)
    restricting = {place for place, change in enumerate(stage.changes) if restricts(change, stage.account)}
    about = {arn: _places(stage, arn) for arn in stage.users}
    asked = {arn for arn, places in about.items() if restricting.intersection(places) and demand.of(arn, places)}
    if not asked:
        return
    scene = part(stage.account, asked, ())
    doors = Doors(scene)
    for holder in Powers(scene, identities_of(scene)).holders:
        console = doors.console_of(holder)
        if console is None or (not isinstance(console, Unknown) and console.device is True):
            continue
        places = about[holder.arn]
        yield _Person(
            arn=holder.arn,
            name=holder.name,
            device=console if isinstance(console, Unknown) else console.device,
            shared=tuple(place for place in places if not stage.touches(place, holder.arn)),
            own=tuple(place for place in places if stage.touches(place, holder.arn)),
        )


def _places(stage: Stage, arn: str) -> tuple[int, ...]:
    """Places of the changes that may matter to what the user may do."""
    return tuple(place for place in stage.about(arn) if not isinstance(stage.changes[place], AccessKeyChange))


def _of_people(stage: Stage, people: list[_Person]) -> Refusal | None:
    """Of people about whom the same changes of groups are, and as many of their own."""
    shared = len(people[0].shared)
    count = shared + len(people[0].own)
    if count > FEW:
        reason = f"{stage.name} is made in no certain order, and {count} of its steps are about user {people[0].name}"
        return Refusal(f"{reason}, who might be bound to MFA in their midst", _FEWER)
    # All roles stay: what their trust policies say binds, or does not.
    roles = [role.arn for role in identities_of(stage.account).roles]
    scene = part(stage.account, {person.arn for person in people}, roles)
    states = [_State(_after(stage, scene, people, bits)) for bits in range(1 << count)]
    for bits, bit in product(range(1 << count), range(count)):
        before, after = states[bits], states[bits | 1 << bit]
        newly = [person for person in people if _shuts_out(_change(stage, person, bit), person, before, after)]
        if newly:
            return _refusal(_change(stage, newly[0], bit), newly if bit < shared else newly[:1])
    return None


def _change(stage: Stage, person: _Person, bit: int) -> Change:
    (place,) = person.places(1 << bit)
    return stage.changes[place]


def _after(stage: Stage, scene: Account, people: list[_Person], bits: int) -> Account:
    """The account once the changes of these bits are made: those of groups once, those of each one's own for each."""
    places = dict.fromkeys(place for person in people for place in person.places(bits))
    return made((stage.changes[place] for place in places), scene)


class _State:
    """One state that an account passes through, and whom it shuts out."""

    def __init__(self, account: Account) -> None:
        # Of policies that were not read nobody knows whether they bind: they are left out, before and after alike.
        self.account = as_read(account)
        self._known: dict[str, bool] = {}

    def shuts_out(self, person: _Person) -> bool:
        """Whether the person is there, may do nothing without MFA, and surely not register a device."""
        if person.arn not in self._known:
            is_there = person.arn in self._users.by_arn  # or a change deletes it
            self._known[person.arn] = is_there and not self._may_enrol(person) and self._is_bound(person)
        return self._known[person.arn]

    def _may_enrol(self, person: _Person) -> bool:
        """Whether the person may register a device, under circumstances at least."""
        return may_enrol(without_mfa(self._users.by_arn[person.arn])) is not False

    def _is_bound(self, person: _Person) -> bool:
        """Whether all that may be done may be done with MFA only, and there is something that may be."""
        binding = self._bindings.of(self._everybody.powers.by_arn[person.arn])
        return binding.guards and binding.without is None

    @cached_property
    def _users(self) -> Powers:
        found = msgspec.structs.replace(identities_of(self.account), roles=())
        return Powers(self.account, found)

    @cached_property
    def _everybody(self) -> Reading:
        return Authority(self.account, identities_of(self.account)).before_scps

    @cached_property
    def _bindings(self) -> Bindings:
        return Bindings(self._everybody)


def _shuts_out(change: Change, person: _Person, before: _State, after: _State) -> bool:
    """Whether the change does it, between the two states. What only gives shuts nobody out."""
    return restricts(change, before.account) and after.shuts_out(person) and not before.shuts_out(person)


def _refusal(change: Change, people: list[_Person]) -> Refusal:
    names = listed([person.name for person in people])
    reason = f"after {told(change)} {names} would be bound to MFA, with no way to register a device"
    unsure = next((person.device for person in people if isinstance(person.device, Unknown)), None)
    if unsure is None:
        return Refusal(f"{reason}, and without one", _ENROL_FIRST, change)
    return Refusal(f"{reason}, and whether there is one is not known: {unsure.detail}", _ENROL_FIRST, change)
