"""Reports as files: CSV, XLSX, PDF, and the pack of the public counters. They are made of tables, never of the database."""
