// Where CSV's signs stand in 64 bytes, and how a mask becomes places, in several ways that give the same.
#pragma once
#include <stdint.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define KONTOR_X86 1
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#define KONTOR_ARM 1
#endif

#define KONTOR_INLINE static inline __attribute__((always_inline))

/// The lowest bit is the first byte.
typedef struct {
  uint64_t quotes;
  uint64_t delimiters;
  uint64_t lineFeeds;
  uint64_t carriageReturns;
  /// Not zero if there is a NUL anywhere.
  uint64_t hasNUL;
} kontor_signs;

KONTOR_INLINE kontor_signs kontor_signs_bytewise(const uint8_t *from, uint8_t delimiter, uint8_t quote) {
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

/// Each bit is the exclusive or of itself and all below it.
KONTOR_INLINE uint64_t kontor_prefix_xor(uint64_t mask) {
  mask ^= mask << 1;
  mask ^= mask << 2;
  mask ^= mask << 4;
  mask ^= mask << 8;
  mask ^= mask << 16;
  return mask ^ mask << 32;
}

/// Writes `first` and the number of a bit for each bit of a mask, eight at a time.
KONTOR_INLINE void kontor_write_eight(uint64_t mask, uint16_t first, uint16_t *places) {
  do {
    for (int index = 0; index < 8; index++) {
      places[index] = (uint16_t)(first + (mask ? __builtin_ctzll(mask) : 64));
      mask &= mask - 1;
    }
    places += 8;
  } while (mask);
}

#if defined(KONTOR_X86)

KONTOR_INLINE uint64_t kontor_mask_sse2(__m128i a, __m128i b, __m128i c, __m128i d, uint8_t byte) {
  __m128i sign = _mm_set1_epi8((char)byte);
  uint64_t low = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(a, sign)) |
                 (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b, sign)) << 16;
  uint64_t high = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(c, sign)) |
                  (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(d, sign)) << 16;
  return low | high << 32;
}

KONTOR_INLINE kontor_signs kontor_signs_sse2(const uint8_t *bytes, uint8_t delimiter, uint8_t quote) {
  const __m128i *from = (const __m128i *)bytes;
  __m128i a = _mm_loadu_si128(from), b = _mm_loadu_si128(from + 1);
  __m128i c = _mm_loadu_si128(from + 2), d = _mm_loadu_si128(from + 3);
  kontor_signs signs;
  signs.quotes = kontor_mask_sse2(a, b, c, d, quote);
  signs.delimiters = kontor_mask_sse2(a, b, c, d, delimiter);
  signs.lineFeeds = kontor_mask_sse2(a, b, c, d, '\n');
  signs.carriageReturns = kontor_mask_sse2(a, b, c, d, '\r');
  // The least of four bytes is zero if one of them is.
  __m128i least = _mm_min_epu8(_mm_min_epu8(a, b), _mm_min_epu8(c, d));
  signs.hasNUL = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128()));
  return signs;
}

#define KONTOR_WIDE __attribute__((target("avx2,bmi,popcnt,pclmul")))

static inline KONTOR_WIDE uint64_t kontor_mask_avx2(__m256i a, __m256i b, uint8_t byte) {
  __m256i sign = _mm256_set1_epi8((char)byte);
  return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, sign)) |
         (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, sign)) << 32;
}

static inline KONTOR_WIDE kontor_signs kontor_signs_avx2(const uint8_t *bytes, uint8_t delimiter, uint8_t quote) {
  __m256i a = _mm256_loadu_si256((const __m256i *)bytes), b = _mm256_loadu_si256((const __m256i *)bytes + 1);
  kontor_signs signs;
  signs.quotes = kontor_mask_avx2(a, b, quote);
  signs.delimiters = kontor_mask_avx2(a, b, delimiter);
  signs.lineFeeds = kontor_mask_avx2(a, b, '\n');
  signs.carriageReturns = kontor_mask_avx2(a, b, '\r');
  __m256i isNUL = _mm256_cmpeq_epi8(_mm256_min_epu8(a, b), _mm256_setzero_si256());
  signs.hasNUL = (uint32_t)_mm256_movemask_epi8(isNUL);
  return signs;
}

#define KONTOR_TIMES_ONES(mask)                                                                     \
  ((uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(                                               \
      _mm_set_epi64x(0, (int64_t)(mask)), _mm_set1_epi8((char)0xFF), 0)))

/// A product without carries by all ones.
static inline KONTOR_WIDE uint64_t kontor_prefix_xor_wide(uint64_t mask) { return KONTOR_TIMES_ONES(mask); }

static inline KONTOR_WIDE void kontor_write_wide(uint64_t mask, uint16_t first, uint16_t *places) {
  kontor_write_eight(mask, first, places);
}

#define KONTOR_WIDEST __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx2,bmi,popcnt,pclmul")))

static inline KONTOR_WIDEST kontor_signs kontor_signs_avx512(const uint8_t *bytes, uint8_t delimiter, uint8_t quote) {
  __m512i all = _mm512_loadu_si512(bytes);
  kontor_signs signs;
  signs.quotes = _mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8((char)quote));
  signs.delimiters = _mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8((char)delimiter));
  signs.lineFeeds = _mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8('\n'));
  signs.carriageReturns = _mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8('\r'));
  signs.hasNUL = _mm512_testn_epi8_mask(all, all);
  return signs;
}

static inline KONTOR_WIDEST uint64_t kontor_prefix_xor_widest(uint64_t mask) { return KONTOR_TIMES_ONES(mask); }

/// Thirty-two at a time: the numbers of the bits are bytes that one instruction draws together.
static inline KONTOR_WIDEST void kontor_write_avx512(uint64_t mask, uint16_t first, uint16_t *places) {
  static const uint8_t numbers[64] = {
      0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
      22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
      44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
  __m512i base = _mm512_set1_epi16((short)first);
  __m512i found = _mm512_maskz_compress_epi8(mask, _mm512_loadu_si512(numbers));
  __m512i low = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(found));
  _mm512_storeu_si512(places, _mm512_add_epi16(base, low));
  if (__builtin_popcountll(mask) > 32) {
    __m512i high = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(found, 1));
    _mm512_storeu_si512(places + 32, _mm512_add_epi16(base, high));
  }
}

#elif defined(KONTOR_ARM)

/// Each comparison leaves a byte of ones or zeros; one bit of each is kept, and neighbours are added up three times.
KONTOR_INLINE uint64_t kontor_mask_neon(uint8x16x4_t block, uint8_t sign) {
  static const uint8_t kept[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t bits = vld1q_u8(kept), wanted = vdupq_n_u8(sign);
  uint8x16_t a = vandq_u8(vceqq_u8(block.val[0], wanted), bits);
  uint8x16_t b = vandq_u8(vceqq_u8(block.val[1], wanted), bits);
  uint8x16_t c = vandq_u8(vceqq_u8(block.val[2], wanted), bits);
  uint8x16_t d = vandq_u8(vceqq_u8(block.val[3], wanted), bits);
  uint8x16_t sums = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sums, sums)), 0);
}

KONTOR_INLINE kontor_signs kontor_signs_neon(const uint8_t *from, uint8_t delimiter, uint8_t quote) {
  uint8x16x4_t block = {{vld1q_u8(from), vld1q_u8(from + 16), vld1q_u8(from + 32), vld1q_u8(from + 48)}};
  kontor_signs signs;
  signs.quotes = kontor_mask_neon(block, quote);
  signs.delimiters = kontor_mask_neon(block, delimiter);
  signs.lineFeeds = kontor_mask_neon(block, '\n');
  signs.carriageReturns = kontor_mask_neon(block, '\r');
  signs.hasNUL = kontor_mask_neon(block, 0);
  return signs;
}

#endif
