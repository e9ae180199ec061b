// Finds the separators of many CSV records at once, 64 bytes at a time and without a branch a byte.
//
// It is C because Swift has no way to say `movemask`, and cannot compile one function for a newer processor than the
// others. The same code (`RecordIndex.inc`) is compiled for bytes one by one, for what every x86-64 (SSE2) or arm64
// (NEON) processor has, and for AVX2 and AVX-512, which are asked for at run time.
#pragma once
#include <stdbool.h>
#include <stdint.h>

/// How many bytes behind the last one must be readable.
enum { kontor_overhang = 64 };

typedef struct {
  /// Index of its last separator.
  uint16_t last;
  /// How many line ends its quoted fields hold.
  uint16_t linesInQuotes;
  bool hasQuotes;
  /// Whether a quoted field holds quotes.
  bool isIntricate;
} kontor_record;

/// Finds the records that begin at `bytes` and end within `length` bytes, at most 65,000, and returns their number.
///
/// `behind` gets 0, then the place behind each separator, and has room for `length` + 65; `records` has for `length`.
typedef int64_t (*kontor_index)(
    const void *bytes, int64_t length, uint8_t delimiter, uint8_t quote, uint16_t *behind, kontor_record *records);

typedef enum { kontor_bytewise, kontor_everywhere, kontor_wide, kontor_widest } kontor_way;

/// The function for a way; null if this processor does not know it.
kontor_index kontor_index_for(kontor_way way);
kontor_index kontor_fastest_index(void);

/// How many of the first bytes are UTF-8 without anything but characters of one or two bytes, NUL not among them: a whole
/// number of 64, or one byte less where the last one begins a character. What follows is to be looked at byte by byte.
int64_t kontor_plain_text(const void *bytes, int64_t length);
