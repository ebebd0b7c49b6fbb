"""Tables of indicators, their lines, forms with frozen versions, and regimes of reporting."""

from binhyen.indicators.models.forms import DataSet, DataSetVersion, Regime
from binhyen.indicators.models.indicators import Indicator, IndicatorLine

__all__ = ["DataSet", "DataSetVersion", "Indicator", "IndicatorLine", "Regime"]
