"""Load generators, each a process of its own: a task as JSON in, a result as JSON out. They import no Django."""
