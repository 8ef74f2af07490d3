"""Explaining: which lever made the difference, what matters most, and one sentence that says it."""
