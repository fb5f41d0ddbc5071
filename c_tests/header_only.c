/* Includes the header twice and nothing else. It is compiled as every supported C and C++ standard. */
#include <scipix.h>
#include <scipix.h>

#ifndef SCIPIX_H
#error "scipix.h has no include guard"
#endif

ScipixStatus (*taken)(const ScipixImage *, uint8_t, const ScipixImageMut *) = scipix_image_threshold;
