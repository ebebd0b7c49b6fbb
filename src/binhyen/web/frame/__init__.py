"""What surrounds every page: transaction and reach, permission, rail, bars, errors."""
