"""SNS's answers: moto's, with subscriptions that wait until their owner confirms them.

https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult
from moto.sns.responses import SNSResponse

if TYPE_CHECKING:
    from moto.sns.models import Subscription

_CONFIRMED_BY_THEIR_OWNER = frozenset({"email", "email-json", "http", "https"})


class PracticeSns(SNSResponse):
    """The SNS API of a practice account."""

    def subscribe(self) -> ActionResult:
        """As moto's, but an endpoint that must confirm gets no ARN yet, unless ReturnSubscriptionArn asks for it."""
        answer = super().subscribe()
        protocol, wanted = self._get_param("Protocol"), self._get_param("ReturnSubscriptionArn")
        if protocol in _CONFIRMED_BY_THEIR_OWNER and not wanted:
            return ActionResult({"SubscriptionArn": "pending confirmation"})
        return answer

    def list_subscriptions(self) -> ActionResult:
        """All subscriptions of the region."""
        return self._listed(*self.backend.list_subscriptions(next_token=self._get_param("NextToken")))

    def list_subscriptions_by_topic(self) -> ActionResult:
        """The subscriptions of one topic."""
        token = self._get_param("NextToken")
        return self._listed(*self.backend.list_subscriptions_by_topic(self._get_param("TopicArn"), next_token=token))

    @staticmethod
    def _listed(subscriptions: list[Subscription], token: int | None) -> ActionResult:
        shown = [
            {
                "SubscriptionArn": "PendingConfirmation" if _pending(subscription) else subscription.arn,
                "Owner": subscription.owner,
                "Protocol": subscription.protocol,
                "Endpoint": subscription.endpoint,
                "TopicArn": subscription.topic_arn,
            }
            for subscription in subscriptions
        ]
        return ActionResult({"Subscriptions": shown, "NextToken": token})


def _pending(subscription: Subscription) -> bool:
    return subscription.protocol in _CONFIRMED_BY_THEIR_OWNER and not subscription.confirmed
