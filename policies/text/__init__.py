"""A text as rules see it: words in any form, look-alike letters folded, names."""
