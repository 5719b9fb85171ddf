"""Pictures of reports: as characters in a terminal, and as files."""
