"""The citizen's door: one button, and then the truth, step by step."""
