"""What follows from a verdict: posts wait, are asked about, removed, published after all.

`enforce` turns a verdict into a decision and the tasks that carry it out, in the transaction in
which the post is taken; `settle` what people, time or authors make of it later.
"""
