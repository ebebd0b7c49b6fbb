"""Reports: the grid of units and periods, one report, and workbooks that are dropped in."""
