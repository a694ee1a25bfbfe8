"""The composition root, and what every app stands on. Imports nothing: `consular.standalone` runs before anything is installed."""
