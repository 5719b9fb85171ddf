"""The transcript: wrapped text, coded passages with stripes, cursor and selection."""
