"""Reports for supervisors and analysts: figures of a period, their charts and maps, what may leave a post."""
