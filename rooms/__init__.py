"""Which rooms there should be, who belongs in them, what was said in them."""
