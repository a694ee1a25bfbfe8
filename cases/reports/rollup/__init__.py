"""Roll-ups: rows that are counted, packed by post and week, kept in step with the events; and how they are read."""
