"""A plan as a Terraform configuration.

It makes what the plan makes, and nothing else: what Terraform cannot express is listed with the AWS CLI's lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.model.partition import HOME_REGIONS
from rootward.model.plan import Plan
from rootward.reports.plan.as_code.comments import comment, counted, heading, rest
from rootward.reports.plan.as_code.division import Division, divided
from rootward.reports.plan.as_code.mentions import region_of
from rootward.reports.plan.as_code.text import Names
from rootward.reports.plan.terraform.drawing import Drawing
from rootward.reports.plan.terraform.hcl import Block, text
from rootward.reports.plan.terraform.pen import slug
from rootward.reports.plan.terraform.reason import reason


def terraform(plan: Plan) -> str:
    """The configuration, HCL: a provider for each region, the resources in the plan's order, and what is left."""
    division = divided(plan, reason)
    used = sorted({region for one in division.expressed if (region := region_of(one.change)) is not None})
    names = Names()
    aliases = {region: names.new(slug(region)) for region in used}
    blocks = list(Drawing(division, aliases).blocks())
    parts = [comment(_head(plan, division, imports=any(one.kind == "import" for one in blocks)))]
    if blocks:
        parts += [text(one) for one in (_requirements(), *_providers(plan, aliases), *blocks)]
    left = comment(rest(plan, division, "Terraform", "'terraform apply'")).removeprefix("#\n")
    return "\n".join(part for part in (*parts, left) if part)


def _head(plan: Plan, division: Division, *, imports: bool) -> Iterator[str]:
    yield from heading(plan, "Terraform")
    yield counted(division)
    if division.expressed:
        yield "A later plan holds no more what this one makes: keep both, or Terraform takes this away again."
    if imports:
        yield "What is imported was there before. Terraform manages it from then on: 'terraform destroy' deletes it."


def _requirements() -> Block:
    # 1.5 knows `import`; 5.40 of the provider the states of event rules.
    source = {"source": "hashicorp/aws", "version": ">= 5.40"}
    return Block(
        kind="terraform",
        arguments={"required_version": ">= 1.5"},
        blocks=(Block(kind="required_providers", arguments={"aws": source}),),
    )


def _providers(plan: Plan, aliases: dict[str, str]) -> Iterator[Block]:
    """One for what is the same everywhere, and one a region: all for the plan's account alone."""
    allowed = [plan.account.id]
    home = HOME_REGIONS.get(plan.account.partition, next(iter(aliases), HOME_REGIONS["aws"]))
    yield Block(kind="provider", labels=("aws",), arguments={"region": home, "allowed_account_ids": allowed})
    for region, alias in aliases.items():
        yield Block(
            kind="provider",
            labels=("aws",),
            arguments={"alias": alias, "region": region, "allowed_account_ids": allowed},
        )
