"""What is measured: indicators with their disaggregations, forms with frozen versions, and reporting regimes."""
