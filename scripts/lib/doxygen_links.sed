# Chapters of the book are no pages of Doxygen's: their names stand there without a link.
s|\[([^]]*)\]\((docs/)?book/src/[^)]*\.md\)|\1|g
