"""Coming in and going out at the doors of the police, by forms that need no script.

``pages.py`` signs in and out, ``enrolling.py`` takes the code on paper and has a way in set. With script a
finger or a face comes first (``static/js/signin.js``, ``static/js/enrol.js``). No door opens without a credential.
"""
