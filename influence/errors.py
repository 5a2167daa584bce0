"""One exception class per kind of fault.

Belongs here: the classes that cross a package border, each with a message of four parts
(what failed and where, what was found, what was expected, what to do).
Does not belong here: handling of faults, which stays where the remedy is known.
"""


class InfluenceError(Exception):
    """Base of every fault that the product reports on purpose."""


class SettingError(InfluenceError):
    """A setting of the environment is not what it may be."""


class DumpError(InfluenceError):
    """A dump as a whole cannot be read (missing, empty, or no permission)."""


class DumpSchemaError(InfluenceError):
    """A file of a dump cannot be mapped to a stream of the raw contract."""


class DumpReadError(InfluenceError):
    """The bytes of a file cannot be read: cut off, corrupt, or in an encoding not supported."""


class LandingError(InfluenceError):
    """Raw Parquet cannot be written or is not what its receipt says."""


class PersonKeyError(InfluenceError):
    """The secret that keys `person_id` is missing, or is not the one the data was built with."""


class PublicationError(InfluenceError):
    """What was about to be published does not keep the published contract."""


class MeasureError(InfluenceError):
    """A measure cannot be worked out from what it was given."""
