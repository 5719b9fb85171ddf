"""The coding screen. Only this package knows Textual; it reaches the project through a `CodingSession` alone."""
