"""Huizhi: the registry, the data-sharing API, the worker, the command."""

import gc

__version__ = "0.1.0"
"""The one place where the version stands: the package and both contracts take it from here."""

gc.set_threshold(50_000, 20, 100)  # what is imported stays; looking at it again and again is a quarter of a start
