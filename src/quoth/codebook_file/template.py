"""The codebook file that a new project begins with. Invariant: it is a valid codebook without codes."""

from __future__ import annotations

__all__ = ["NEW"]

NEW = """\
# The codebook of this project. Edit it freely: Quoth reads it again when it changes, and keeps your layout and comments
# when it writes a code here itself.
quoth: 1
title:
settings: {suggestions: on, agreement: report, frozen: no}
codes:
  # - label: Paid coverage
  #   key: p
  #   definition: The outlet asks for money, or is paid, to report on an organisation's work.
  #   include:
  #     - A fee is asked, paid or expected for coverage.
  #   exclude:
  #     - A donor pays for the project itself.
"""
