"""What holds for every test: no network but loopback (pyproject.toml), nobody's machine, counted skips."""

from __future__ import annotations

import gc
import inspect
import os
from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import botocore.hooks
import botocore.loaders
import botocore.useragent
import moto.core.responses
import pytest
from hypothesis import HealthCheck, settings

from tests import tracer
from tests.skip_ledger import SkipLedger, read_ledger

# A busy machine must not fail a test: no deadline and no verdict on speed. CI draws the same examples every time.
settings.register_profile(
    "rootward", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("rootward")

FOREIGN = ("AWS_", "ROOTWARD_", "XDG_", "GITHUB_", "GITLAB_")
FOREIGN_NAMES = frozenset(
    {"CI", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "BOTO_CONFIG"}
)


def pytest_configure(config: pytest.Config) -> None:
    """Count skips once: in the only process, or in the controller of xdist's workers."""
    config.pluginmanager.register(tracer, "tracer")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipLedger(read_ledger(Path(__file__).with_name("skips.txt"))), "skip-ledger")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let Python's garbage collector pass over the tests, which all stay: it takes as long as reading them does.

    And let it look less often at what the tests make: that takes a tenth of their time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def models_of_aws() -> Iterator[None]:
    """botocore reads AWS's models of the services once, not for each session: that takes longer than a run."""
    loader = botocore.loaders.create_loader()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", lambda *_: loader)
        yield


@pytest.fixture(scope="session", autouse=True)
def handlers_of_botocore() -> Iterator[None]:
    """A session of botocore's registers its 120 handlers quickly: that takes two thirds of what it takes to begin one.

    The names that events go by are found out once, not for each session. Whether a function takes keywords is seen by
    its code.
    """
    aliaser, takes_keywords = botocore.hooks.EventAliaser, botocore.hooks.accepts_kwargs
    begin, known = aliaser.__init__, dict[str, str]()

    def begun(self: Any, event_emitter: Any, event_aliases: dict[str, str] | None = None) -> None:
        begin(self, event_emitter, event_aliases)
        if event_aliases is None or event_aliases == botocore.hooks.EVENT_ALIASES:
            self._alias_name_cache = known

    def takes(function: Callable[..., Any]) -> object:
        code = getattr(function, "__code__", None)
        return takes_keywords(function) if code is None else code.co_flags & inspect.CO_VARKEYWORDS

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aliaser, "__init__", begun)
        patch.setattr(botocore.hooks, "accepts_kwargs", takes)
        yield


@pytest.fixture(scope="session", autouse=True)
def names_found_once() -> Iterator[None]:
    """What moto and botocore find out about the same names at each call, they find out once."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in (
            (moto.core.responses, "method_names_from_class"),
            (moto.core.responses, "camelcase_to_underscores"),
            (botocore.useragent, "sanitize_user_agent_string_component"),
        ):
            patch.setattr(module, name, cache(getattr(module, name)))
        yield


@pytest.fixture(scope="session", autouse=True)
def nobodys_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty home, and no variable by which AWS, a proxy, a CI service or a terminal could speak to a test."""
    home = str(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(FOREIGN) or name in FOREIGN_NAMES or name.lower().endswith("_proxy"):
                patch.delenv(name)
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, home)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield
