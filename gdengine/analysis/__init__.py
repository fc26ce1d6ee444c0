"""Analysis: what is asked of runs: measures, curvature, the verdict, sweeps of rates, basins of starts."""
