"""What may be done to indicators, forms and regimes."""

from binhyen.indicators.actions.load import Loaded, load_catalogue

__all__ = ["Loaded", "load_catalogue"]
