"""Widgets: they are shown plain model objects and emit messages; none holds the session."""
