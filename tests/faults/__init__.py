"""What happens when a part dies: no alert is lost, and every board is right again."""
