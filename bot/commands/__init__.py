"""What staff can say to the bot. One file a command, gathered in a `Table`."""
