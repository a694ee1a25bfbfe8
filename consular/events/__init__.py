"""What happened: the append-only event log, its publisher and the live feed."""
