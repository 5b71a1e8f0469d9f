"""A room's archive as one ZIP: a page to read, JSON lines, and the files."""

from rooms.archive.export.bundle import ExportProblem, OutputExists
from rooms.archive.export.room import ExportRequest, ExportSummary, export_room

__all__ = ["ExportProblem", "ExportRequest", "ExportSummary", "OutputExists", "export_room"]
