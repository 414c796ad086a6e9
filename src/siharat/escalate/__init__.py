"""Nobody answered: what is due next. After its first time the citizen is told, and 110 is offered."""
