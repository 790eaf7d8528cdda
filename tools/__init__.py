"""Scripts that the Makefile runs; none of them is part of a distribution."""
