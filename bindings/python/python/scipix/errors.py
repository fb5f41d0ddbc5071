"""The exceptions of scipix.

Each is an :class:`Error` and also the built-in exception that a program would expect, so that ``except ValueError`` and
``except scipix.Error`` both work. Messages begin with the name of the argument at fault.
"""


class Error(Exception):
    """The base of all exceptions of scipix."""


class InvalidArgumentError(Error, ValueError):
    """An argument is out of range, has a wrong shape, or does not fit to another one."""


class InvalidTypeError(InvalidArgumentError, TypeError):
    """An argument has a type or a dtype that the function does not take."""


class OutOfMemoryError(Error, MemoryError):
    """Memory could not be allocated."""


class FileError(Error, OSError):
    """The operating system reported an error, or a file violates its format."""


class MissingFileError(FileError, FileNotFoundError):
    """A file to read does not exist."""


class NotFoundError(Error, KeyError):
    """There is no tensor of that name."""

    # KeyError would show the message in quotes.
    __str__ = Exception.__str__


class DeadlineError(Error, TimeoutError):
    """A deadline has passed."""


class QueueFullError(Error, RuntimeError):
    """The queue of a batcher is full."""


class StateError(Error, RuntimeError):
    """An object is closed, or a call would wait for itself."""


class CancelledError(Error, RuntimeError):
    """The work was cancelled before it began."""
