"""The parts of the view Evidence."""
