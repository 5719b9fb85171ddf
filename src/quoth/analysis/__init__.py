"""Reports on a layer of codings: columns and model objects in, tables out.

Each module owns the definitions of one report. Nothing here reads a database or writes a file.
"""
