"""What the product reaches, each figure beside this machine's limit in the same minutes; see docs/benchmarks.md."""
