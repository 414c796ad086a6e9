"""What every chapter stands on: time, identity, chance, places, numbers, seals and errors.

Nothing outside this package asks the machine for the time, an id or a random number; all
three are handed in, so that the real code runs under virtual time and a failure replays
from its seed.
"""

from siharat.kernel.clock import Clock, SystemClock
from siharat.kernel.errors import Problem
from siharat.kernel.identity import Identity
from siharat.kernel.sealing import Keyring

__all__ = ["Clock", "Identity", "Keyring", "Problem", "SystemClock"]
