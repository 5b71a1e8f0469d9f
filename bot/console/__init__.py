"""The console: pages that tell an administrator how the house is. Also answers ``/healthz``."""
