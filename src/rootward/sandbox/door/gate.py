"""What AWS says of a call before it even tries it: who is it, may they, and is it not too much."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rootward.sandbox.authorization.judgement import denial_of
from rootward.sandbox.backends import Backends
from rootward.sandbox.door import refusal
from rootward.sandbox.door.credentials import Signer, signer_of
from rootward.sandbox.door.parameters import parameters_of
from rootward.sandbox.door.resource import resources_of
from rootward.sandbox.door.signature import SignedRequest, verify
from rootward.sandbox.door.signature_refusal import refusal_of
from rootward.sandbox.faults import Deny, Throttle
from rootward.sandbox.sts.session_limit import limit_on, session_credentials_message

if TYPE_CHECKING:
    from moto.core.request import Request

    from rootward.sandbox.door.call import SignedCall
    from rootward.sandbox.door.principal import Principal
    from rootward.sandbox.faults import Armed


def who_calls(request: Request, signed: SignedCall, now: datetime, turn: int) -> Principal | refusal.Refusal:
    """The identity that makes a call, if its key is good and the request was signed with it. The state is in place.

    `now`: by the practice account's clock. `turn`: the number of the call.
    """
    signer = signer_of(signed, request.headers.get("X-Amz-Security-Token", ""), now, turn)
    if not isinstance(signer, Signer):
        return signer
    wrong = None if signer.secret is None else _wrong_signature(signer.secret, request, signed)
    return wrong or signer.principal


def refused(
    struck: tuple[Armed, ...], request: Request, signed: SignedCall, principal: Principal
) -> refusal.Refusal | None:
    """Why a call is not tried, or None: its session may not make it, a fault strikes it, or no policy allows it."""
    call, protocol = signed.call, signed.protocol
    limited = _limited(request, signed, principal)
    if limited:
        return limited
    for armed in struck:
        fault = armed.fault
        if isinstance(fault, Throttle):
            return refusal.throttled(protocol)
        if isinstance(fault, Deny):
            return refusal.denied(call, protocol, principal.arn, _resource(request, signed, principal), fault.by)
    if Backends.placed().enforce:
        unallowed = _unallowed(request, signed, principal)
        if unallowed is not None:
            return unallowed
    return _unfit_policy(request, signed, principal) if call[:2] == ("s3", "PutBucketPolicy") else None


def _unfit_policy(request: Request, signed: SignedCall, principal: Principal) -> refusal.Refusal | None:
    """What S3 says of a bucket policy that it does not keep."""
    from rootward.sandbox.services.s3 import blocks_policy

    if not _is_json_object(request.get_data()):
        return refusal.malformed_bucket_policy()
    if blocks_policy(parameters_of(request, signed), request.get_data()):
        return refusal.public_bucket_policy(principal.arn, _resource(request, signed, principal))
    return None


def _unallowed(request: Request, signed: SignedCall, principal: Principal) -> refusal.Refusal | None:
    """What AWS says of a call that the policies in force do not allow."""
    found = denial_of(request, signed, principal)
    if found is None:
        return None
    permission, decision = found
    reason = refusal.Reason(decision.layer, decision.explicit)
    needed = permission.action, permission.resource.spoken
    return refusal.denied_because(signed.call, signed.protocol, principal.arn, needed, reason)


def _resource(request: Request, signed: SignedCall, principal: Principal) -> str:
    """What a denied call was about, as AWS calls it."""
    return resources_of(signed.call, parameters_of(request, signed), principal)[0].spoken


def _is_json_object(text: bytes) -> bool:
    """Moto keeps any text as a bucket's policy, and then fails at every object of the bucket."""
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def headers_of(request: Request) -> dict[str, str]:
    """The headers of a request, by their names in lower case."""
    return {name.lower(): value for name, value in request.headers.items()}


def _wrong_signature(secret: str, request: Request, signed: SignedCall) -> refusal.Refusal | None:
    """Clients sign with the machine's clock, wherever the account's own may stand."""
    path, _, query = request.environ["RAW_URI"].partition("?")
    raw = SignedRequest(request.method, path, query, headers_of(request), request.get_data())
    now = datetime.now(UTC).replace(tzinfo=None)
    return refusal_of(verify(raw, secret, now), raw, now, signed.call.service, signed.protocol)


def _limited(request: Request, signed: SignedCall, principal: Principal) -> refusal.Refusal | None:
    """What AWS says of a call that no session of this kind may make."""
    call, protocol = signed.call, signed.protocol
    if principal.session is None:
        return None
    match limit_on(principal.session, call, request.values.get("UserName") if call.service == "iam" else None):
        case None:
            return None
        case "invalid-token":
            return refusal.unknown_key(call, protocol)
        case "session-credentials":
            return refusal.Refusal("AccessDenied", session_credentials_message(call), 403)
        case "root-task":
            return refusal.denied(call, protocol, principal.arn, _resource(request, signed, principal), "root-task")
