"""Commands: they ask and show; they decide nothing."""
