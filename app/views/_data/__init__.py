"""Parts of the view Data: one module each, with show(sample, notation)."""
