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
