"""The work list: what is due, for whom, when and why, computed from the records themselves under the row policies."""
