"""The values in which this room speaks. Pure, for the rules of others."""

from binhyen.analytics.rules.decomposition import Contribution, ContributionKind, weight_of
from binhyen.analytics.rules.headlines import BadHeadlines
from binhyen.analytics.rules.why_in_words import Piece, text_of

__all__ = ["BadHeadlines", "Contribution", "ContributionKind", "Piece", "text_of", "weight_of"]
