"""Measurements. They print; they assert nothing and are no part of `make test`."""
