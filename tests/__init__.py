"""Promises, kept: tests are sentences about a named cast, through HTTP, the socket and the browser."""
