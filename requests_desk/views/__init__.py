"""Screens of the requests desk: filing, following, the queue, one request and its verbs."""
