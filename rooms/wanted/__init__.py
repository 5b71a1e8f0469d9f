"""Which rooms there should be, who belongs in them, and what each may do: pure, from the file."""
