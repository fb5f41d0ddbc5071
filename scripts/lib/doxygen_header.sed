# The reference links each general status to the conventions that list them.
s|OK, or a general status|OK, or a @ref conventions "general status"|
# Aliases stand for themselves where they are explained.
s|`@threadsafe`|"Thread-safe"|
s|`@onethread`|"One thread at a time"|
