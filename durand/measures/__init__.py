"""Arithmetic of the chapters: one module a question, pure functions from DataFrame to DataFrame."""
