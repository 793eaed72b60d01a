"""SNS's answers: moto's, with subscriptions that wait until their owner confirms them.

https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html
https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
Nothing leaves the machine: moto would POST to HTTP endpoints and start containers for functions. What an endpoint would
get is kept with its subscription; queues of the account get theirs.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any, NamedTuple, cast

from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random
from moto.sns.models import SNSBackend, Subscription, Topic, sns_backends
from moto.sns.responses import SNSResponse
from moto.sqs.exceptions import QueueDoesNotExist

from rootward.iam_policy import MalformedPolicyError, Policies
from rootward.sandbox.error import PracticeError

_CONFIRMED_BY_THEIR_OWNER = frozenset({"email", "email-json", "http", "https"})


_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class Message(NamedTuple):
    """What an endpoint would have got."""

    id: str
    text: str
    subject: str | None


class PracticeSubscription(Subscription):
    """A subscription that keeps what its endpoint would get."""

    def __init__(self, made: Subscription) -> None:
        vars(self).update(vars(made))
        self.messages: list[Message] = []
        """The oldest first. Of a queue none: they are in the queue."""

    def publish(self, message: str, message_id: str, subject: str | None = None, **known: Any) -> None:  # type: ignore[override] # noqa: ANN401 - moto's
        """Keep a message, or put it into the queue; nobody gets any before the subscription is confirmed.

        https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html
        """
        if self.protocol == "sqs":
            with suppress(QueueDoesNotExist):  # who publishes does not hear of a delivery that fails
                super().publish(message, message_id, subject, **known)
            return
        matcher = self._filter_policy_matcher
        if is_pending(self) or (matcher and not matcher.matches(known.get("message_attributes"), message)):
            return
        if known.get("message_structure") == "json":
            message = self._parse_message_structure(message, self.protocol)
        self.messages.append(Message(message_id, message, subject))


class PracticeSnsBackend(SNSBackend):
    """moto's SNS of a region, with the tokens that it sends to endpoints."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.sent_tokens: dict[str, str] = {}
        """Token → ARN of the subscription that it confirms: what the owners of the endpoints got."""

    def subscribe(self, topic_arn: str, endpoint: str, protocol: str) -> PracticeSubscription:
        """Subscribe an endpoint; one that must confirm gets a token, each time anew, and older tokens stay good."""
        subscription = super().subscribe(topic_arn, endpoint, protocol)
        if not isinstance(subscription, PracticeSubscription):
            subscription = self.subscriptions[subscription.arn] = PracticeSubscription(subscription)
        if is_pending(subscription):
            self.sent_tokens[mock_random.get_random_hex(64)] = subscription.arn
            subscription.attributes["ConfirmationWasAuthenticated"] = False
        return subscription

    def get_subscription_attributes(self, arn: str) -> dict[str, Any]:
        """The attributes of a subscription, and whether it waits to be confirmed."""
        attributes: dict[str, Any] = super().get_subscription_attributes(arn)
        return {**attributes, "PendingConfirmation": str(is_pending(self.subscriptions[arn])).lower()}

    def token_sent_to(self, endpoint: str) -> str:
        """The newest token that an endpoint got. Raises LookupError where it got none."""
        for token, arn in reversed(self.sent_tokens.items()):
            subscription = self.subscriptions.get(arn)
            if subscription is not None and subscription.endpoint == endpoint:
                return token
        raise LookupError(endpoint)

    def confirm(self, topic_arn: str, token: str) -> Subscription:
        """Confirm a subscription.

        Raises:
            PracticeError: NotFound: there is no such topic; InvalidParameter: the token was not sent for it.

        """
        if topic_arn not in self.topics:
            raise PracticeError("NotFoundException", "Topic does not exist")
        subscription = self.subscriptions.get(self.sent_tokens.get(token, ""))
        if subscription is None or subscription.topic_arn != topic_arn:
            raise PracticeError("InvalidParameterException", "Invalid token")
        subscription.confirmed = True
        return subscription


class PracticeSns(SNSResponse):
    """The SNS API of a practice account."""

    @property
    def practice_backend(self) -> PracticeSnsBackend:
        """SNS of the region."""
        return cast("PracticeSnsBackend", sns_backends[self.current_account][self.region])

    def create_topic(self) -> ActionResult:
        """A topic, or the one that has the name already, if it is as it is asked for. What is not asked for may differ.

        The words of the refusals are those that users report, as https://github.com/MassTransit/MassTransit/issues/3720
        and https://github.com/localstack/localstack/issues/3928.
        """
        wanted, tags = self._get_param("Attributes", {}), self._get_tags()
        if "Policy" in wanted:
            _policy(wanted["Policy"])
        name = self._get_param("Name")
        held = self.practice_backend.topics.get(f"arn:aws:sns:{self.region}:{self.current_account}:{name}")
        if held is not None:
            if any(_is_other(value, _attributes(held).get(key)) for key, value in wanted.items()):
                raise _invalid("Attributes Reason: Topic already exists with different attributes")
            if tags and tags != held._tags:  # noqa: SLF001 - moto shows them nowhere else
                raise _invalid("Tags Reason: Topic already exists with different tags")
        return super().create_topic()

    def set_topic_attributes(self) -> ActionResult:
        """As moto's, but a policy must be one."""
        if self._get_param("AttributeName") == "Policy":
            _policy(self._get_param("AttributeValue"))
        return super().set_topic_attributes()

    def get_topic_attributes(self) -> ActionResult:
        """As moto's, with the numbers of the subscriptions.

        https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
        """
        topic = self.practice_backend.get_topic(self._get_param("TopicArn"))
        of_topic = [one for one in self.practice_backend.subscriptions.values() if one.topic_arn == topic.arn]
        topic.subscriptions_pending = sum(is_pending(one) for one in of_topic)
        topic.subscriptions_confimed = len(of_topic) - topic.subscriptions_pending
        return super().get_topic_attributes()

    def subscribe(self) -> ActionResult:
        """As moto's, but an endpoint that must confirm gets no ARN yet, unless ReturnSubscriptionArn asks for it."""
        protocol, wanted = self._get_param("Protocol"), self._get_param("ReturnSubscriptionArn")
        if protocol in ("email", "email-json") and not _ADDRESS.fullmatch(self._get_param("Endpoint") or ""):
            raise _invalid("Email address")
        answer = super().subscribe()
        if protocol in _CONFIRMED_BY_THEIR_OWNER and not wanted:
            return ActionResult({"SubscriptionArn": "pending confirmation"})
        return answer

    def confirm_subscription(self) -> ActionResult:
        """Confirm a subscription with the token that its endpoint got."""
        confirmed = self.practice_backend.confirm(self._get_param("TopicArn"), self._get_param("Token"))
        if str(self._get_param("AuthenticateOnUnsubscribe")).lower() == "true":
            confirmed.attributes["ConfirmationWasAuthenticated"] = True
        return ActionResult({"SubscriptionArn": confirmed.arn})

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
                "SubscriptionArn": "PendingConfirmation" if is_pending(subscription) else subscription.arn,
                "Owner": subscription.owner,
                "Protocol": subscription.protocol,
                "Endpoint": subscription.endpoint,
                "TopicArn": subscription.topic_arn,
            }
            for subscription in subscriptions
        ]
        return ActionResult({"Subscriptions": shown, "NextToken": token})


def is_pending(subscription: Subscription) -> bool:
    """Whether its owner has not confirmed it yet."""
    return subscription.protocol in _CONFIRMED_BY_THEIR_OWNER and not subscription.confirmed


def _attributes(topic: Topic) -> dict[str, Any]:
    """What a topic has, by AWS's names, as far as moto keeps it."""
    return {
        "ContentBasedDeduplication": str(topic.content_based_deduplication).lower(),
        "DeliveryPolicy": topic.delivery_policy,
        "DisplayName": topic.display_name,
        "FifoTopic": str(topic.fifo_topic).lower(),
        "KmsMasterKeyId": topic.kms_master_key_id,
        "Policy": topic.policy,
    }


def _is_other(wanted: Any, held: Any) -> bool:  # noqa: ANN401 - a text, mostly JSON
    if held is None:
        return False
    return bool(_read(str(wanted).lower() if isinstance(wanted, bool) else wanted) != _read(held))


def _read(text: str) -> object:
    """JSON by what it says; any other text as it is."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _policy(text: str) -> None:
    """Refuse what is no policy. Raises PracticeError."""
    try:
        Policies(resource=[text])
    except MalformedPolicyError:
        raise _invalid("Policy Error: null") from None


def _invalid(what: str) -> PracticeError:
    return PracticeError("InvalidParameterException", f"Invalid parameter: {what}")
