import CSV
import Tables
import WorkbookFiles

/// The first byte chooses the dialect and the size of the pieces; the rest is the file.
enum CSVTarget {
  static func run(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    let file = Array(input.dropFirst())
    let dialect = Dialect(
      delimiter: Array(",;\t|".utf8)[Int(choice) & 3], quote: choice & 4 == 0 ? UInt8(ascii: "\"") : UInt8(ascii: "'"),
      strayQuotes: choice & 8 == 0 ? .kept : .refused)
    let pieceLength = 1 + Int(choice >> 4) * 3
    let whole = records(file, dialect, pieceLength: max(1, file.count))
    require(whole == records(file, dialect, pieceLength: pieceLength), "pieces of \(pieceLength) give other records")
    require(whole == model(file, dialect), "the plainest reader gives other records")
    if whole.error == nil { checkWriting(whole.rows, dialect) }
    checkReader(file, choice, pieceLength: pieceLength)
  }

  struct Records: Equatable {
    var rows: [[[UInt8]]] = []
    /// Where each row begins.
    var lines: [Int] = []
    var places: [Int] = []
    var error: CSVError?
  }

  private static func records(_ file: [UInt8], _ dialect: Dialect, pieceLength: Int) -> Records {
    var place = 0
    let reader = CSVReader(dialect: dialect) {
      guard place < file.count else { return nil }
      defer { place += pieceLength }
      return Array(file[place..<min(file.count, place + pieceLength)])
    }
    var records = Records()
    do {
      while try reader.next() {
        records.rows.append((0..<reader.fieldCount).map { Array(reader.field($0)) })
        records.lines.append(reader.line)
        records.places.append(reader.byteOffset)
        checkAppending(reader, records.rows[records.rows.count - 1])
      }
    } catch let error as CSVError {
      records.error = error
    } catch {
      found("an error of another type: \(error)")
    }
    return records
  }

  /// All fields at once are the same as one by one.
  private static func checkAppending(_ reader: CSVReader, _ fields: [[UInt8]]) {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    reader.appendFields(to: &bytes, ends: &ends)
    require(bytes == fields.flatMap(\.self), "fields appended at once have other bytes")
    require(ends.count == fields.count && ends.last ?? 0 == bytes.count, "fields appended at once end elsewhere")
  }

  private static func checkWriting(_ rows: [[[UInt8]]], _ dialect: Dialect) {
    var writer = CSVWriter(delimiter: dialect.delimiter, quote: dialect.quote, quotesEmptyText: true)
    var output: [UInt8] = []
    for row in rows {
      for field in row { field.withUnsafeBytes { writer.append($0, to: &output) } }
      writer.endRecord(to: &output)
    }
    let again = records(output, dialect, pieceLength: max(1, output.count))
    require(again.rows == rows && again.error == nil, "what was written reads otherwise")
  }

  /// The same through guesses of encoding and dialect.
  private static func checkReader(_ file: [UInt8], _ choice: UInt8, pieceLength: Int) {
    var source = ByteSource(file)
    var options = ReadOptions()
    if choice & 1 == 1 { options.encoding = TextEncoding.allCases[Int(choice >> 1) % TextEncoding.allCases.count] }
    if choice & 2 == 2 { options.delimiter = UInt8(ascii: ";") }
    let whole = Contents(source, options: options)
    source.pieceLength = pieceLength
    let inPieces = Contents(source, options: options, atMost: 1)
    require(whole.agrees(with: inPieces), "pieces of \(pieceLength) give other rows")
    RoundTrip.run(whole, seed: choice, formats: [[.csv(), .ods, .xlsx][Int(choice >> 2) % 3]])
  }
}

extension CSVTarget {
  /// RFC 4180 and our rules for what it leaves open, one byte after the other.
  private static func model(_ file: [UInt8], _ dialect: Dialect) -> Records {
    var records = Records()
    var place = 0
    var line = 1
    let refuses = dialect.strayQuotes == .refused
    func byte(_ place: Int) -> UInt8? { place < file.count ? file[place] : nil }
    func ends(_ byte: UInt8?) -> Bool { byte == nil || byte == dialect.delimiter || byte == 10 || byte == 13 }
    func lineEnds(from start: Int, to end: Int) -> Int {
      (start..<end).count { file[$0] == 13 || (file[$0] == 10 && ($0 == start || file[$0 - 1] != 13)) }
    }
    while place < file.count {
      let start = place
      var row: [[UInt8]] = []
      var lineEndsInQuotes = 0
      while true {
        var field: [UInt8] = []
        let fieldStart = place
        if byte(place) == dialect.quote {
          place += 1
          while byte(place) != dialect.quote || byte(place + 1) == dialect.quote {
            guard let next = byte(place) else {
              records.error = .unclosedQuote(line: line + lineEnds(from: start, to: fieldStart), byte: fieldStart)
              return records
            }
            place += next == dialect.quote ? 2 : 1
            field.append(next)
          }
          let close = place
          place += 1
          if !ends(byte(place)) {
            if refuses {
              records.error = .strayQuote(line: line + lineEnds(from: start, to: close), byte: close)
              return records
            }
            while !ends(byte(place)) {
              field.append(file[place])
              place += 1
            }
          }
          lineEndsInQuotes += lineEnds(from: fieldStart + 1, to: close)
        } else {
          while !ends(byte(place)) {
            if refuses, file[place] == dialect.quote {
              records.error = .strayQuote(line: line + lineEnds(from: start, to: place), byte: place)
              return records
            }
            field.append(file[place])
            place += 1
          }
        }
        row.append(field)
        guard byte(place) == dialect.delimiter else { break }
        place += 1
      }
      records.rows.append(row)
      records.lines.append(line)
      records.places.append(start)
      place += byte(place) == 13 && byte(place + 1) == 10 ? 2 : 1
      line += 1 + lineEndsInQuotes
    }
    return records
  }
}
