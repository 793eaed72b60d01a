"""An S3 bucket for a trail's log files, made."""

from __future__ import annotations

import re

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall, Parameter
from rootward.model.change.edit import AccountEdit, Risk
from rootward.model.unknown import Unknown

_WITHOUT_CONSTRAINT = "us-east-1"
"""The one region that CreateBucket takes no name of.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
"""


_FOR_A_TRAIL = re.compile(r"rootward-trail-[0-9]{12}-[a-z0-9-]+")


def trail_bucket(account: str, region: str) -> str:
    """The name of the bucket for the trail that rootward makes in the region."""
    return f"rootward-trail-{account}-{region}"


class BucketChange(AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="bucket"):
    """A bucket that is there after and was not before.

    AWS makes every new bucket private and encrypted: it blocks public access, knows no ACLs, and encrypts what comes
    in with keys of S3.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
    """

    name: str
    arn: str
    region: str
    before: bool = False
    after: bool = True

    @property
    def resource(self) -> str:
        """The bucket."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """A bucket's name is unique in the world."""
        return ("bucket", self.name)

    @property
    def risk(self) -> Risk:
        """An empty bucket is nobody's loss."""
        return "safe"

    @property
    def makes(self) -> str:
        """The bucket."""
        return self.arn

    @property
    def may_be_found(self) -> bool:
        """Whether one of the name may be used as it is: what an earlier run left, on whichever machine.

        It stays when that is taken back, and a look says that it is the account's own, private and encrypted.
        """
        return _FOR_A_TRAIL.fullmatch(self.name) is not None

    @property
    def stays(self) -> str:
        """No undo deletes log files."""
        return f"the bucket {self.name} stays, with the log files that are in it: delete it yourself if nobody needs it"

    def calls(self) -> tuple[ApiCall, ...]:
        """CreateBucket."""
        parameters: dict[str, Parameter] = {"Bucket": self.name}
        if self.region != _WITHOUT_CONSTRAINT:
            parameters["CreateBucketConfiguration"] = {"LocationConstraint": self.region}
        return (
            ApiCall(
                service="s3",
                operation="CreateBucket",
                parameters=parameters,
                resource=self.arn,
                region=self.region,
            ),
        )

    def inverse(self) -> None:
        """There is none: see `stays`."""

    def state(self, _account: Account) -> Unknown:
        """No fact of an account lists its buckets."""
        return Unknown("not_collected", detail="the account's buckets were not read")

    def effect(self, account: Account) -> Account:
        """No fact says anything of it."""
        return account
