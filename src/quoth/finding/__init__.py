"""Finding words in texts: as they stand, as whole words, by a regular expression, or spelled otherwise.

Owns what counts as found: always words that one turn says, in code points of the text. Knows no project.
"""

from quoth.finding.query import Matcher, Mode, Query
from quoth.finding.searching import MOST, Found, search
from quoth.finding.text import Text

__all__ = ["MOST", "Found", "Matcher", "Mode", "Query", "Text", "search"]
