"""Quoth codes qualitative interviews from the keyboard, offline."""

__version__ = "0.1.0"
