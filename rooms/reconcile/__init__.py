"""Making the homeserver as community.yaml wants it, and keeping it so.

Looking (surveying, reading, inspecting) gives what is there; the plan is the difference to what is
wanted, in changes; carrying them out is the work of the carriers; drift is what happens meanwhile.
"""
