"""Imports of the four official workbooks (N01): each row is judged alone, the accepted ones are written as a set."""
