"""Quotations, texts and codebook into files: one module a format, one registry.

A format is a function of material, an open binary file and options, and knows neither paths nor the project.
Invariant: quotations are taken one at a time, in the order given; a file is complete or untouched.
"""

from quoth.exporters.attribution import Attribution
from quoth.exporters.material import About, Archived, Material, Text, Unit
from quoth.exporters.options import Options
from quoth.exporters.registry import GROUP, Writer, check, export, formats

__all__ = [
    "GROUP",
    "About",
    "Archived",
    "Attribution",
    "Material",
    "Options",
    "Text",
    "Unit",
    "Writer",
    "check",
    "export",
    "formats",
]
