"""What PEEL ML costs and what it is worth, measured: each module is one command, ``python -m benchmarks.<name>``."""
