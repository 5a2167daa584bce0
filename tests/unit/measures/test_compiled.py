"""What is compiled where nothing can be kept."""

import numba
import pytest

from influence.measures.compiled import compiled


def test_where_no_folder_is_writable_a_function_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The one locator left finds a place for modules in archives only.
    monkeypatch.setattr(numba.core.config, "CACHE_LOCATOR_CLASSES", "ZipCacheLocator")

    def doubled(number: int) -> int:
        return 2 * number

    assert compiled(doubled)(21) == 42
