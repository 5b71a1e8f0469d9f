"""What was said in the rooms: kept as it arrived, with its files, listed and exported."""
