"""Who subscribed to topics: what they got, and that they confirm. An e-mail has no API.

The state of the practice account must be in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from moto.sns.models import sns_backends

from rootward.sandbox.services.sns import PracticeSubscription, is_pending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rootward.sandbox.services.sns import Message, PracticeSnsBackend


def endpoints() -> list[str]:
    """Every endpoint that is subscribed to something, by name."""
    return sorted({subscription.endpoint for subscription in _all()})


def messages_to(endpoint: str) -> list[Message]:
    """What an endpoint got, of each region the oldest first."""
    return [message for subscription in _of(endpoint) for message in subscription.messages]


def confirm(endpoint: str) -> None:
    """Confirm every subscription of an endpoint that waits for it.

    Raises:
        LookupError: none waits.

    """
    waiting = [subscription for subscription in _of(endpoint) if is_pending(subscription)]
    if not waiting:
        raise LookupError(endpoint)
    for subscription in waiting:
        subscription.confirmed = True


def _of(endpoint: str) -> Iterator[PracticeSubscription]:
    return (subscription for subscription in _all() if subscription.endpoint == endpoint)


def _all() -> Iterator[PracticeSubscription]:
    for account in list(dict.values(sns_backends)):
        for region in sorted(dict.keys(account)):
            backend = cast("PracticeSnsBackend", account[region])
            for subscription in backend.subscriptions.values():
                if isinstance(subscription, PracticeSubscription):
                    yield subscription
