#include "CScan.h"
#include "Signs.h"
#include <stddef.h>

#define KONTOR_NAME kontor_index_bytewise
#define KONTOR_TARGET
#define KONTOR_FIND kontor_signs_bytewise
#define KONTOR_PREFIX_XOR kontor_prefix_xor
#define KONTOR_WRITE kontor_write_eight
#include "RecordIndex.inc"

#if defined(KONTOR_X86)

#define KONTOR_NAME kontor_index_everywhere
#define KONTOR_TARGET
#define KONTOR_FIND kontor_signs_sse2
#define KONTOR_PREFIX_XOR kontor_prefix_xor
#define KONTOR_WRITE kontor_write_eight
#include "RecordIndex.inc"

#define KONTOR_NAME kontor_index_wide
#define KONTOR_TARGET KONTOR_WIDE
#define KONTOR_FIND kontor_signs_avx2
#define KONTOR_PREFIX_XOR kontor_prefix_xor_wide
#define KONTOR_WRITE kontor_write_wide
#include "RecordIndex.inc"

#define KONTOR_NAME kontor_index_widest
#define KONTOR_TARGET KONTOR_WIDEST
#define KONTOR_FIND kontor_signs_avx512
#define KONTOR_PREFIX_XOR kontor_prefix_xor_widest
#define KONTOR_WRITE kontor_write_avx512
#include "RecordIndex.inc"

static bool kontor_has_wide(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt") &&
         __builtin_cpu_supports("pclmul");
}

static bool kontor_has_widest(void) {
  return kontor_has_wide() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2");
}

#elif defined(KONTOR_ARM)

#define KONTOR_NAME kontor_index_everywhere
#define KONTOR_TARGET
#define KONTOR_FIND kontor_signs_neon
#define KONTOR_PREFIX_XOR kontor_prefix_xor
#define KONTOR_WRITE kontor_write_eight
#include "RecordIndex.inc"

#endif

kontor_index kontor_index_for(kontor_way way) {
  switch (way) {
  case kontor_bytewise: return kontor_index_bytewise;
#if defined(KONTOR_X86)
  case kontor_everywhere: return kontor_index_everywhere;
  case kontor_wide: return kontor_has_wide() ? kontor_index_wide : NULL;
  case kontor_widest: return kontor_has_widest() ? kontor_index_widest : NULL;
#elif defined(KONTOR_ARM)
  case kontor_everywhere: return kontor_index_everywhere;
#endif
  default: return NULL;
  }
}

kontor_index kontor_fastest_index(void) {
  for (int way = kontor_widest; way > kontor_bytewise; way--) {
    kontor_index found = kontor_index_for((kontor_way)way);
    if (found) return found;
  }
  return kontor_index_bytewise;
}

/// Whether 64 bytes are such characters, but for what the last one begins; `before` are the same bytes one place back.
KONTOR_INLINE bool kontor_is_plain(const uint8_t *bytes, const uint8_t *before) {
  uint8_t odd = 0;
  for (int place = 0; place < 64; place++) {
    uint8_t byte = bytes[place], last = before[place];
    bool follows = (byte & 0xC0) == 0x80, leads = (uint8_t)(last - 0xC2) < 0x1E;
    odd |= (follows != leads) | (byte == 0) | (byte >= 0xE0) | ((byte & 0xFE) == 0xC0);
  }
  return !odd;
}

int64_t kontor_plain_text(const void *start, int64_t length) {
  const uint8_t *bytes = start;
  if (length < 64) return 0;
  uint8_t first[64];
  first[0] = 0;
  __builtin_memcpy(first + 1, bytes, 63);
  if (!kontor_is_plain(bytes, first)) return 0;
  int64_t place = 64;
  while (place + 64 <= length && kontor_is_plain(bytes + place, bytes + place - 1)) place += 64;
  return bytes[place - 1] >= 0xC0 ? place - 1 : place;
}
