"""HTTP of the data-sharing API."""
