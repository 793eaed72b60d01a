"""The policy of an S3 bucket, written or taken away."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import AccountEdit, Risk
from rootward.model.change.inline_policy import canonical
from rootward.model.unknown import Unknown


class BucketPolicyChange(AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="bucket-policy"):
    """Another policy of a bucket, its first one, or (after None) none.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
    """

    bucket: str
    arn: str
    """The bucket's."""
    region: str
    before: str | None
    """JSON text."""
    after: str | None

    @property
    def resource(self) -> str:
        """The bucket."""
        return self.arn

    @property
    def target(self) -> tuple[str, ...]:
        """A bucket has one."""
        return ("bucket-policy", self.bucket)

    @property
    def risk(self) -> Risk:
        """A first one takes nothing from anybody, unless it denies."""
        return "safe" if self.before is None else "disruptive"

    def calls(self) -> tuple[ApiCall, ...]:
        """PutBucketPolicy or DeleteBucketPolicy."""
        named = {"Bucket": self.bucket}
        operation, parameters = "DeleteBucketPolicy", named
        if self.after is not None:
            operation, parameters = "PutBucketPolicy", {**named, "Policy": self.after}
        return (
            ApiCall(service="s3", operation=operation, parameters=parameters, resource=self.arn, region=self.region),
        )

    def inverse(self) -> BucketPolicyChange:
        """The policy that was."""
        return msgspec.structs.replace(self, before=self.after, after=self.before)

    def state(self, _account: Account) -> Unknown:
        """No fact of an account holds the policies of its buckets."""
        return Unknown("not_collected", detail="the policies of the account's buckets were not read")

    def effect(self, account: Account) -> Account:
        """No fact says anything of it."""
        return account

    def agrees(self, seen: object, wanted: object) -> bool:
        """Whether both say the same, however they are written."""
        if isinstance(seen, str) and isinstance(wanted, str):
            return canonical(seen) == canonical(wanted)
        return seen == wanted
