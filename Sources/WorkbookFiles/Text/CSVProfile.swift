package import CSV
package import Tables

/// How one CSV file is written: encoding, signs, and the habits of those who wrote it.
///
///     let profile = CSVProfile.detect(sample)
///
/// A guess from content: whatever the options name is taken as it is.
package struct CSVProfile: Equatable, Sendable {
  package enum LineEnd: String, Sendable, Codable {
    case lineFeed
    case carriageReturnLineFeed
    case carriageReturn
  }

  package var encoding: TextEncoding
  package var hasByteOrderMark: Bool
  package var delimiter: UInt8
  package var quote: UInt8
  package var lineEnd: LineEnd
  package var habits: Habits
  /// Whether the first line is `sep=;`, an order to Excel and no data.
  package var hasSeparatorLine: Bool
  /// Whether the first row names the columns.
  package var hasHeader: Bool
  package var strayQuotes: Dialect.StrayQuotes

  package init(
    encoding: TextEncoding = .utf8, hasByteOrderMark: Bool = false, delimiter: UInt8 = UInt8(ascii: ","),
    quote: UInt8 = UInt8(ascii: "\""), lineEnd: LineEnd = .lineFeed, habits: Habits = Habits(),
    hasSeparatorLine: Bool = false, hasHeader: Bool = true, strayQuotes: Dialect.StrayQuotes = .kept
  ) {
    self.encoding = encoding
    self.hasByteOrderMark = hasByteOrderMark
    self.delimiter = delimiter
    self.quote = quote
    self.lineEnd = lineEnd
    self.habits = habits
    self.hasSeparatorLine = hasSeparatorLine
    self.hasHeader = hasHeader
    self.strayQuotes = strayQuotes
  }

  package var dialect: Dialect { Dialect(delimiter: delimiter, quote: quote, strayQuotes: strayQuotes) }
}

extension CSVProfile {
  /// Finds the profile from a file's first bytes, which may end anywhere.
  ///
  /// - Parameter evidence: more bytes from elsewhere in the file, only to tell the encoding by.
  package static func detect(
    _ sample: [UInt8], evidence: [UInt8] = [], options: ReadOptions = ReadOptions()
  ) -> CSVProfile {
    let encoding = options.encoding ?? TextEncoding.marked(sample) ?? TextEncoding.guess(sample + evidence)
    let mark = encoding.byteOrderMark
    let hasMark = !mark.isEmpty && sample.starts(with: mark)
    var text = lenient(hasMark ? Array(sample.dropFirst(mark.count)) : sample, encoding: encoding)

    let separator = separatorLine(of: text)
    if let separator { text.removeFirst(separator.length) }
    let quote = options.quote ?? DelimiterGuess.quote(of: text)
    let delimiter = options.delimiter ?? separator?.delimiter ?? DelimiterGuess.delimiter(of: text, quote: quote)
    let dialect = Dialect(delimiter: delimiter, quote: quote)
    var habits = HabitsGuess.habits(of: text, dialect: dialect)
    habits.decimalMark = options.decimalMark ?? habits.decimalMark
    habits.dateOrder = options.dateOrder ?? habits.dateOrder
    let hasHeader = options.hasHeader ?? HeaderGuess.hasHeader(text, dialect: dialect, habits: habits)
    return CSVProfile(
      encoding: encoding, hasByteOrderMark: hasMark, delimiter: delimiter, quote: quote, lineEnd: lineEnd(of: text),
      habits: habits, hasSeparatorLine: separator != nil, hasHeader: hasHeader,
      strayQuotes: options.strayQuotes)
  }

  /// The sample as UTF-8, up to the first fault: that is told when the file is read.
  private static func lenient(_ sample: [UInt8], encoding: TextEncoding) -> [UInt8] {
    var decoder = TextDecoder(encoding: encoding)
    do throws(TextDecoder.Fault) {
      return try decoder.decode(sample)
    } catch {
      var decoder = TextDecoder(encoding: encoding)
      return (try? decoder.decode(Array(sample[..<error.offset]))) ?? []
    }
  }

  /// `sep=;` as Excel reads it, in quotes or not.
  private static func separatorLine(of text: [UInt8]) -> (delimiter: UInt8, length: Int)? {
    let line = text.prefix(16).prefix { $0 != 10 && $0 != 13 }
    let bare = line.filter { $0 != UInt8(ascii: "\"") }
    guard bare.count == 5, bare.starts(with: Array("sep=".utf8)) || bare.starts(with: Array("SEP=".utf8)) else {
      return nil
    }
    let ends = text[line.endIndex...].prefix(2)
    let end = ends.starts(with: [13, 10]) ? 2 : min(1, ends.count)
    return (bare[bare.startIndex + 4], line.count + end)
  }

  private static func lineEnd(of text: [UInt8]) -> LineEnd {
    guard let place = text.firstIndex(where: { $0 == 10 || $0 == 13 }) else { return .lineFeed }
    if text[place] == 10 { return .lineFeed }
    return place + 1 < text.count && text[place + 1] == 10 ? .carriageReturnLineFeed : .carriageReturn
  }
}
