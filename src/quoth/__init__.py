"""Quoth codes qualitative interviews from the keyboard, offline.

`quoth.open(folder)` reads a project from Python; see `quoth.interface`. Nothing else is loaded with this module.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from quoth.interface import open as open  # noqa: A004

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name == "open":
        from quoth.interface import open as opened

        return opened
    raise AttributeError(f"module 'quoth' has no attribute {name!r}")
