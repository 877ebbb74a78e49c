"""What the Today page and the calendar feeds show."""

from foundation.deadlines.listing.feed import feed_of
from foundation.deadlines.listing.handing import handed_over
from foundation.deadlines.listing.today import page_of, row_of

__all__ = ["feed_of", "handed_over", "page_of", "row_of"]
