"""What Quoth talks about: frozen dataclasses without I/O and without third parties.

All positions are Unicode code points of one document version's text, `[start, end)`.
"""
