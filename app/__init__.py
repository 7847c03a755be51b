"""Huizhi: the registry, the data-sharing API, the worker, the command."""

import gc

gc.set_threshold(50_000, 20, 100)  # what is imported stays; looking at it again and again is a quarter of a start
