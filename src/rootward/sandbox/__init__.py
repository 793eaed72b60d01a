"""A practice AWS account on a loopback port: demo, tutorial and test bed in one.

Everything reaches it as an HTTP endpoint, `--sandbox` inside the process as well as the AWS CLI, boto3 or any other
tool. It is moto's backends, extended by what moto lacks; what is faithful and what is not is in docs/sandbox.md.
The package is lazy: importing it loads neither moto nor boto3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rootward.sandbox.door.call import Call
    from rootward.sandbox.environment import export_lines
    from rootward.sandbox.scenario.file import scenarios
    from rootward.sandbox.server import Sandbox, serve

_HOMES = {
    "Call": "rootward.sandbox.door.call",
    "Sandbox": "rootward.sandbox.server",
    "export_lines": "rootward.sandbox.environment",
    "scenarios": "rootward.sandbox.scenario.file",
    "serve": "rootward.sandbox.server",
}

__all__ = ["Call", "Sandbox", "export_lines", "scenarios", "serve"]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        message = f"module 'rootward.sandbox' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(home), name)
