"""The duty administrator's desk: what the bot's commands and the command line do alike."""
