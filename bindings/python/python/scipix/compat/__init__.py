"""Modules with the calls and results of other libraries, so that a program changes one import."""
