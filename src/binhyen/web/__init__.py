"""Pages: one folder for each room they show. They ask and show; they decide nothing."""
