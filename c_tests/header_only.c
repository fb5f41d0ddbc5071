/* The header alone, twice, in whatever language and standard this is compiled as. */
#include <scipix.h>
#include <scipix.h>

#ifndef SCIPIX_H
#error "scipix.h has no include guard"
#endif

ScipixStatus (*taken)(const ScipixImage *, uint8_t, const ScipixImageMut *) = scipix_image_threshold;
