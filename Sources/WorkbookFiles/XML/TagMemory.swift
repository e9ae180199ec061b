/// The most start tags that are remembered.
private let mostTags = 64
/// Longer tags, and those with more attributes, are seldom the same twice.
private let longestTag = 256
private let mostAttributes = 12
private let sightingMask: UInt64 = 255
/// Elements share a count with those 64 slots away.
private let sightingSlots = 63
/// After so many tags of an element it is judged whether they repeat.
private let trials = 256

/// Start tags that came before, attributes and all: in machine-written XML a few come again a million times, and one of
/// the same bytes need not be parsed again.
///
/// Which one comes next is guessed from the one before: a paragraph follows a cell, and a cell like the last one follows
/// the paragraph.
final class TagMemory {
  struct Tag {
    var bytes: UnsafeMutableRawBufferPointer
    /// The slot of the element's name.
    var slot: Int
    var isEmptyElement: Bool
    /// Places counted from the tag's first byte.
    var attributes: UnsafeMutablePointer<XMLAttribute>
    var attributeCount: Int
    /// Tags that came behind it the last times.
    var next = 0
    var nextButOne = 0
  }

  /// The first one stands for all that are not remembered.
  @exclusivity(unchecked) private var tags: UnsafeMutablePointer<Tag>
  @exclusivity(unchecked) private var count = 1
  /// The tag that was read last.
  @exclusivity(unchecked) private var last = 0

  /// A tag that was parsed lately: only what comes twice is worth remembering.
  private struct Sighting {
    var hash: UInt64
    /// Its place among the remembered ones, or 0.
    var tag: Int
  }
  private let sightings = UnsafeMutablePointer<Sighting>.allocate(capacity: Int(sightingMask) + 1)
  /// How many tags of an element were noted, and how many of them were there already.
  private let notes = UnsafeMutablePointer<Int>.allocate(capacity: sightingSlots + 1)
  private let repeats = UnsafeMutablePointer<Int>.allocate(capacity: sightingSlots + 1)

  init() {
    tags = .allocate(capacity: mostTags)
    tags.initialize(
      to: Tag(
        bytes: UnsafeMutableRawBufferPointer(start: nil, count: 0), slot: 0, isEmptyElement: false,
        attributes: .allocate(capacity: 0), attributeCount: 0))
    sightings.initialize(repeating: Sighting(hash: 0, tag: 0), count: Int(sightingMask) + 1)
    notes.initialize(repeating: 0, count: sightingSlots + 1)
    repeats.initialize(repeating: 0, count: sightingSlots + 1)
  }

  deinit {
    forgetAll()
    tags[0].attributes.deallocate()
    tags.deallocate()
    sightings.deallocate()
    notes.deallocate()
    repeats.deallocate()
  }

  /// The tag with which the bytes begin, if it is one of those expected here.
  @inline(__always)
  func find(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<Tag>? {
    let before = tags + last
    if matches(before.pointee.next, bytes) {
      last = before.pointee.next
      return UnsafePointer(tags + last)
    }
    guard matches(before.pointee.nextButOne, bytes) else { return nil }
    swap(&before.pointee.next, &before.pointee.nextButOne)
    last = before.pointee.next
    return UnsafePointer(tags + last)
  }

  @inline(__always)
  private func matches(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard index > 0 else { return false }
    let known = UnsafeRawBufferPointer(tags[index].bytes)
    guard known.count <= bytes.count else { return false }
    return known.elementsEqualFast(UnsafeRawBufferPointer(rebasing: bytes[..<known.count]))
  }

  /// Takes note of a tag that had to be parsed.
  func note(
    _ bytes: UnsafeRawBufferPointer, slot: Int, isEmptyElement: Bool, attributes: UnsafePointer<XMLAttribute>,
    _ attributeCount: Int
  ) {
    guard isWorthwhile(slot), bytes.count <= longestTag, attributeCount <= mostAttributes else {
      last = 0
      return
    }
    let hash = Self.hash(bytes)
    let place = Int(truncatingIfNeeded: hash & sightingMask)
    var index = 0
    if sightings[place].hash == hash {
      index = sightings[place].tag
      if index == 0 { index = learn(bytes, slot, isEmptyElement, attributes, attributeCount) }
    }
    sightings[place] = Sighting(hash: hash, tag: index)
    if index > 0 {
      repeats[slot & sightingSlots] += 1
      (tags[last].next, tags[last].nextButOne) = (index, tags[last].next)
    }
    last = index
  }

  /// Elements whose tags are never the same, such as cells that bear their own reference, are soon left alone.
  private func isWorthwhile(_ slot: Int) -> Bool {
    let slot = slot & sightingSlots
    if notes[slot] > trials, repeats[slot] * 4 < notes[slot] { return false }
    notes[slot] &+= 1
    return true
  }

  /// Names mean something else now.
  func forgetAll() {
    for index in 1..<count {
      tags[index].bytes.deallocate()
      tags[index].attributes.deallocate()
    }
    count = 1
    last = 0
    sightings.update(repeating: Sighting(hash: 0, tag: 0), count: Int(sightingMask) + 1)
    (tags[0].next, tags[0].nextButOne) = (0, 0)
  }

  private func learn(
    _ bytes: UnsafeRawBufferPointer, _ slot: Int, _ isEmptyElement: Bool, _ attributes: UnsafePointer<XMLAttribute>,
    _ attributeCount: Int
  ) -> Int {
    guard count < mostTags else { return 0 }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
    copy.copyMemory(from: bytes)
    let attributesCopy = UnsafeMutablePointer<XMLAttribute>.allocate(capacity: attributeCount)
    attributesCopy.initialize(from: attributes, count: attributeCount)
    (tags + count).initialize(
      to: Tag(
        bytes: copy, slot: slot, isEmptyElement: isEmptyElement, attributes: attributesCopy,
        attributeCount: attributeCount))
    count += 1
    return count - 1
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(bytes.count)
    var place = 0
    while place + 8 <= bytes.count {
      hash = (hash ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      place += 8
    }
    while place < bytes.count {
      hash = (hash ^ UInt64(bytes[place])) &* 0xD6E8_FEB8_6659_FD93
      place += 1
    }
    return hash ^ hash >> 32
  }
}
