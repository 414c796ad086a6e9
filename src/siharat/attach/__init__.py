"""What somebody in an alarm shows the officers: a photo, a voice note, the live picture of the moment; and the link by
which an officer asks for it, of who only phoned.
"""

from siharat.attach import tables

__all__ = ["tables"]
