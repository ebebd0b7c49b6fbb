"""What every such system needs and no domain noun: acts, trail, events, jobs, versions, files, database."""
