"""The screens: the coding screen, and the small ones that open over it."""
