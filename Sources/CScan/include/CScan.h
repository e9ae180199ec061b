// Finds CSV's signs in 64 bytes at once, without a branch.
//
// It is C because Swift has no way to say `movemask`, and its `SIMD64` compiles to a loop over bytes (72 MB/s). SSE2 is
// in every x86-64 and NEON in every arm64 processor, so nothing is asked at run time. What the masks mean is decided in
// Swift (`RecordIndex`).
#pragma once
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

/// Where signs stand in 64 bytes: the lowest bit is the first byte.
typedef struct {
  uint64_t quotes;
  uint64_t delimiters;
  uint64_t lineFeeds;
  uint64_t carriageReturns;
  /// Not zero if there is a NUL anywhere.
  uint64_t hasNUL;
} kontor_signs;

#if defined(__SSE2__)

static inline __attribute__((always_inline)) uint64_t kontor_mask(
    __m128i a, __m128i b, __m128i c, __m128i d, __m128i sign) {
  uint64_t low = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(a, sign)) |
                 (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b, sign)) << 16;
  uint64_t high = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(c, sign)) |
                  (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(d, sign)) << 16;
  return low | high << 32;
}

/// All 64 bytes from `bytes` on must be readable.
static inline __attribute__((always_inline)) kontor_signs kontor_find_signs(
    const void *bytes, uint8_t delimiter, uint8_t quote) {
  const __m128i *from = (const __m128i *)bytes;
  __m128i a = _mm_loadu_si128(from), b = _mm_loadu_si128(from + 1);
  __m128i c = _mm_loadu_si128(from + 2), d = _mm_loadu_si128(from + 3);
  kontor_signs signs;
  signs.quotes = kontor_mask(a, b, c, d, _mm_set1_epi8((char)quote));
  signs.delimiters = kontor_mask(a, b, c, d, _mm_set1_epi8((char)delimiter));
  signs.lineFeeds = kontor_mask(a, b, c, d, _mm_set1_epi8('\n'));
  signs.carriageReturns = kontor_mask(a, b, c, d, _mm_set1_epi8('\r'));
  // The least of four bytes is zero if one of them is.
  __m128i least = _mm_min_epu8(_mm_min_epu8(a, b), _mm_min_epu8(c, d));
  signs.hasNUL = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128()));
  return signs;
}

#elif defined(__ARM_NEON) && defined(__aarch64__)

/// Each comparison leaves a byte of ones or zeros; one bit of each is kept, and neighbours are added up three times.
static inline __attribute__((always_inline)) uint64_t kontor_mask(uint8x16x4_t block, uint8_t sign) {
  static const uint8_t kept[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t bits = vld1q_u8(kept), wanted = vdupq_n_u8(sign);
  uint8x16_t a = vandq_u8(vceqq_u8(block.val[0], wanted), bits);
  uint8x16_t b = vandq_u8(vceqq_u8(block.val[1], wanted), bits);
  uint8x16_t c = vandq_u8(vceqq_u8(block.val[2], wanted), bits);
  uint8x16_t d = vandq_u8(vceqq_u8(block.val[3], wanted), bits);
  uint8x16_t sums = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sums, sums)), 0);
}

/// All 64 bytes from `bytes` on must be readable.
static inline __attribute__((always_inline)) kontor_signs kontor_find_signs(
    const void *bytes, uint8_t delimiter, uint8_t quote) {
  const uint8_t *from = (const uint8_t *)bytes;
  uint8x16x4_t block = {{vld1q_u8(from), vld1q_u8(from + 16), vld1q_u8(from + 32), vld1q_u8(from + 48)}};
  kontor_signs signs;
  signs.quotes = kontor_mask(block, quote);
  signs.delimiters = kontor_mask(block, delimiter);
  signs.lineFeeds = kontor_mask(block, '\n');
  signs.carriageReturns = kontor_mask(block, '\r');
  signs.hasNUL = kontor_mask(block, 0);
  return signs;
}

#else

/// All 64 bytes from `bytes` on must be readable.
static inline kontor_signs kontor_find_signs(const void *bytes, uint8_t delimiter, uint8_t quote) {
  const uint8_t *from = (const uint8_t *)bytes;
  kontor_signs signs = {0, 0, 0, 0, 0};
  for (int place = 0; place < 64; place++) {
    uint8_t byte = from[place];
    signs.quotes |= (uint64_t)(byte == quote) << place;
    signs.delimiters |= (uint64_t)(byte == delimiter) << place;
    signs.lineFeeds |= (uint64_t)(byte == '\n') << place;
    signs.carriageReturns |= (uint64_t)(byte == '\r') << place;
    signs.hasNUL |= (uint64_t)(byte == 0) << place;
  }
  return signs;
}

#endif
