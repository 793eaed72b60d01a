"""Everything that has to bear any bytes, by name."""

from __future__ import annotations

from tests.leaks.fuzzing import archived, packed, repositories, texts

TARGETS = {target.name: target for target in (texts.TARGET, archived.TARGET, packed.TARGET, repositories.TARGET)}
