"""What one would write without thinking about load, and other builds that were worth deciding between."""
