"""Expressions in CEL, the Common Expression Language: parsed and type-checked by Google's library, evaluated here.

The library knows two truth values and an error. A policy needs a third, for what is not known before deployment. So the
library is asked for the checked expression, and that is evaluated over values that may be Unknown; what is absent reads
as null. Tests compare both where everything is known.
"""
