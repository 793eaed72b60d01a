"""The control endpoint of a practice account: its faults, policies, clock, states and calls, for whoever reaches it.

    curl -d '{"kind": "throttle", "actions": ["iam:*"], "rate": 2}' $AWS_ENDPOINT_URL/_rootward/faults

It lies on the account's own port, under a path that no AWS service has: the name of a bucket has no underscore.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from werkzeug.wrappers import Response

from rootward.sandbox.backends import ACCOUNT_ID
from rootward.sandbox.clock import ClockError
from rootward.sandbox.console import ConsoleError, Deed, do
from rootward.sandbox.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.core.request import Request

    from rootward.sandbox.application import Application
    from rootward.sandbox.state import State

PREFIX = "/_rootward/"

_CENTURY = 36_500 * 86_400


class _ClockMove(msgspec.Struct, forbid_unknown_fields=True):
    """By how many seconds the clock is moved, a hundred years at most; below zero: back."""

    advance: Annotated[float, msgspec.Meta(ge=-_CENTURY, le=_CENTURY)]


class _PolicyWish(msgspec.Struct, forbid_unknown_fields=True):
    """Whether policies decide who may make a call."""

    enforce: bool


class _StateWish(msgspec.Struct, forbid_unknown_fields=True):
    """The state to save under a name, or the name of the one to restore."""

    save: str | None = None
    restore: str | None = None


class _MailWish(msgspec.Struct, forbid_unknown_fields=True):
    """The address whose owner confirms every subscription that waits for it."""

    confirm: str


class _UnfitWishError(ValueError):
    """What was asked for cannot be done; the message says why."""


class Control:
    """Answers requests under /_rootward/ in JSON."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._states: dict[str, State] = {}
        self._answers: dict[tuple[str, str], Callable[[bytes], Any]] = {
            ("GET", ""): self._overview,
            ("GET", "faults"): self._faults,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._move_clock,
            ("GET", "policies"): self._policies,
            ("POST", "policies"): self._enforce,
            ("GET", "states"): self._saved,
            ("POST", "states"): self._save_or_restore,
            ("GET", "calls"): self._calls,
            ("DELETE", "calls"): self._forget_calls,
            ("POST", "expire"): self._expire,
            ("POST", "console"): self._do,
            ("GET", "mail"): self._mail,
            ("POST", "mail"): self._confirm,
        }

    def answer(self, request: Request) -> Response:
        """Do what is asked."""
        place = request.path.removeprefix(PREFIX.rstrip("/")).strip("/")
        answer = self._answers.get((request.method, place))
        if answer is None:
            known = sorted(f"{method} {PREFIX}{path}" for method, path in self._answers)
            return _json({"error": f"there is no {request.method} {request.path}", "known": known}, 404)
        try:
            return _json(answer(request.get_data()), 200)
        except (msgspec.MsgspecError, UnicodeDecodeError, ConsoleError, ClockError, _UnfitWishError) as error:
            return _json({"error": str(error)}, 400)

    def _overview(self, _body: bytes) -> object:
        application = self._application
        return {
            "account": ACCOUNT_ID,
            **self._clock(b""),
            **self._policies(b""),
            "faults": self._faults(b""),
            "calls": len(application.calls),
            "not_emulated": [call.action for call in application.not_emulated],
            "states": sorted(self._states),
        }

    def _faults(self, _body: bytes) -> Any:  # noqa: ANN401 - JSON
        return msgspec.to_builtins(self._application.faults.in_force())

    def _add_fault(self, body: bytes) -> object:
        self._application.faults.add(msgspec.json.decode(body, type=Fault))
        return self._faults(b"")

    def _clear_faults(self, _body: bytes) -> object:
        self._application.faults.clear()
        return self._faults(b"")

    def _clock(self, _body: bytes) -> dict[str, object]:
        clock = self._application.backends.clock
        return {
            "now": f"{clock.now().isoformat(timespec='milliseconds')}Z",
            "ahead_seconds": clock.offset.total_seconds(),
        }

    def _move_clock(self, body: bytes) -> object:
        self._application.advance_clock(msgspec.json.decode(body, type=_ClockMove).advance)
        return self._clock(b"")

    def _policies(self, _body: bytes) -> dict[str, object]:
        return {"enforce": self._application.backends.enforce}

    def _enforce(self, body: bytes) -> object:
        self._application.backends.enforce = msgspec.json.decode(body, type=_PolicyWish).enforce
        return self._policies(b"")

    def _saved(self, _body: bytes) -> object:
        return sorted(self._states)

    def _save_or_restore(self, body: bytes) -> object:
        wish = msgspec.json.decode(body, type=_StateWish)
        if (wish.save is None) == (wish.restore is None):
            message = 'name one state: {"save": "NAME"} or {"restore": "NAME"}'
            raise _UnfitWishError(message)
        if wish.save is not None:
            self._states[wish.save] = self._application.save()
        elif wish.restore in self._states:
            self._application.restore(self._states[wish.restore])
        else:
            message = f"no state was saved as '{wish.restore}'"
            raise _UnfitWishError(message)
        return sorted(self._states)

    def _calls(self, _body: bytes) -> object:
        return [call._asdict() for call in self._application.calls]

    def _forget_calls(self, _body: bytes) -> object:
        self._application.calls.clear()
        return []

    def _expire(self, _body: bytes) -> object:
        from rootward.sandbox.door.credentials import expire_sessions

        backends = self._application.backends
        with backends.in_place():
            return {"expired": expire_sessions(backends.clock.now())}

    def _do(self, body: bytes) -> object:
        deed = msgspec.json.decode(body, type=Deed)
        backends = self._application.backends
        with backends.in_place():
            do(deed, backends)
        return {"done": msgspec.to_builtins(deed)}

    def _mail(self, _body: bytes) -> object:
        from rootward.sandbox.services.subscriber import endpoints, messages_to

        with self._application.backends.in_place():
            return [
                {"to": endpoint, "subject": message.subject, "text": message.text}
                for endpoint in endpoints()
                for message in messages_to(endpoint)
            ]

    def _confirm(self, body: bytes) -> object:
        from rootward.sandbox.services.subscriber import confirm

        endpoint = msgspec.json.decode(body, type=_MailWish).confirm
        with self._application.backends.in_place():
            try:
                confirm(endpoint)
            except LookupError:
                message = f"no subscription of {endpoint} waits to be confirmed"
                raise _UnfitWishError(message) from None
        return {"confirmed": endpoint}


def _json(content: object, status: int) -> Response:
    return Response(json.dumps(content, indent=2) + "\n", status, content_type="application/json")
