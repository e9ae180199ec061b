#pragma once
#include <zlib.h>

// zlib's `deflateInit2` and `inflateInit2` are macros, which Swift cannot call.
static inline int kontor_deflate_init(z_streamp stream, int level, int windowBits) {
  return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}
static inline int kontor_inflate_init(z_streamp stream, int windowBits) {
  return inflateInit2(stream, windowBits);
}
