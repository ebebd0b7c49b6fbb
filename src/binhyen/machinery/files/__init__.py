"""What becomes of a received file: kept, refused and kept for its unit, or refused and not kept."""
