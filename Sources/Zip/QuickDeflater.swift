/// Compresses text as one raw deflate stream (RFC 1951), in less time and to fewer bytes than zlib at its quickest.
///
///     let deflater = QuickDeflater()
///     var output: [UInt8] = []
///     bytes.withUnsafeBytes { deflater.append($0, to: &output) }
///     deflater.finish(to: &output)
///
/// Made for lists, where much repeats and soon: on a million customers it takes two thirds of the time of `Deflater` at
/// level 1, and 5 % fewer bytes come out. Bytes in which nothing repeats become a little longer.
package final class QuickDeflater {
  private let finder = RepetitionFinder()
  /// A block's bytes: with the known codes at most 9 bits a byte, with its own codes fewer.
  private let scratch = UnsafeMutableRawPointer.allocate(byteCount: 2 * RepetitionFinder.blockSize, alignment: 16)
  private var writer: BitWriter
  private var literals = [UInt32](repeating: 0, count: DeflateAlphabet.literals)
  private var distances = [UInt32](repeating: 0, count: DeflateAlphabet.distances)

  package init() { writer = BitWriter(scratch) }

  deinit { scratch.deallocate() }

  /// Takes bytes in, and appends what comes out so far.
  package func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      if finder.isFull {
        writeBlock(isLast: false, to: &output)
        finder.beginBlock()
      }
      rest = finder.fill(rest)
    }
  }

  /// Ends the stream; the deflater is used up.
  package func finish(to output: inout [UInt8]) {
    writeBlock(isLast: true, to: &output)
    writer.endByte()
    writer.take(into: &output)
  }

  private func writeBlock(isLast: Bool, to output: inout [UInt8]) {
    for symbol in literals.indices { literals[symbol] = 0 }
    for symbol in distances.indices { distances[symbol] = 0 }
    literals.withUnsafeMutableBufferPointer { literals in
      distances.withUnsafeMutableBufferPointer { distances in
        finder.findTokens(literals.baseAddress!, distances.baseAddress!)
      }
    }
    literals[DeflateAlphabet.endOfBlock] = 1
    let header = BlockHeader(literals: literals, distances: distances)
    header.write(isLast: isLast, to: &writer)
    BlockBody(header.literals, header.distances).write(finder.tokens, count: finder.tokenCount, to: &writer)
    writer.take(into: &output)
  }
}
