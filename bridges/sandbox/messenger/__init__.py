"""The messenger itself: a process of its own, which knows nothing of Matrix or of Teremok.

It stands where WhatsApp or MAX would stand, so it keeps its own store and is reached over HTTP
only: by people under ``/api`` and at the phone page, by a connector under ``/bot``.
"""
