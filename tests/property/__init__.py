"""The life of a station, drawn at random: presses, claims, crashes, and what must hold after each step."""
