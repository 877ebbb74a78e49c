"""The pages of the desk: what they show to whom, with and without scripts, and what a mail says."""
