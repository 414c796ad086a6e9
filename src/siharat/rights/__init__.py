"""What a citizen may ask of their own data (UU 27/2022): to read it, to take it along, to have it erased.

Most of it they do by themselves, at once. Where the police may need it for a case a person decides, within three days.
"""

from siharat.rights import tables

__all__ = ["tables"]
