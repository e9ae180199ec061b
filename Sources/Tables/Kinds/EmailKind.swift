extension ColumnKind {
  /// One address, its domain in small letters: `Eva.Núñez@Example.ORG` becomes `Eva.Núñez@example.org`.
  ///
  /// A check of form alone, looser than RFC 5322 on letters and stricter on quoting; see RFC 6531 for the letters.
  func appendEmail(_ field: UnsafeRawBufferPointer, to output: inout [UInt8]) -> InvalidValue? {
    if field.count > ValueLimits.email { return .tooLong }
    let start = output.count
    if let reason = appendText(field, to: &output) { return reason }
    let reason = output.withUnsafeBytes { Self.fault(inEmail: $0.part(from: start)) }
    if let reason {
      output.removeSubrange(start...)
      return reason
    }
    lowerDomain(in: &output, from: start)
    return nil
  }

  static func fault(inEmail text: UnsafeRawBufferPointer) -> InvalidValue? {
    guard let at = text.firstIndex(of: Byte.at), at > 0 else { return .notAnEmail }
    if at > ValueLimits.emailLocalPart { return .tooLong }
    let isSound = isDotted(text.part(0..<at), allowing: isLocalSign)
    let domain = text.part(from: at + 1)
    let hasDot = domain.contains(Byte.point)
    return isSound && hasDot && isDotted(domain, allowing: isDomainSign) ? nil : .notAnEmail
  }

  /// Allowed signs with single points between them.
  @inline(__always)
  private static func isDotted(_ text: UnsafeRawBufferPointer, allowing isAllowed: (UInt8) -> Bool) -> Bool {
    var before = Byte.point
    for byte in text {
      if byte == Byte.point ? before == Byte.point : !isAllowed(byte) { return false }
      before = byte
    }
    return before != Byte.point
  }

  /// RFC 5322's `atext`, and all beyond ASCII.
  @inline(__always)
  private static func isLocalSign(_ byte: UInt8) -> Bool {
    if byte >= 0x80 || Byte.isLetter(byte) || Byte.isDigit(byte) { return true }
    return switch byte {
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  @inline(__always)
  private static func isDomainSign(_ byte: UInt8) -> Bool {
    byte >= 0x80 || Byte.isLetter(byte) || Byte.isDigit(byte) || byte == Byte.minus
  }

  private func lowerDomain(in output: inout [UInt8], from start: Int) {
    guard let at = output[start...].firstIndex(of: Byte.at) else { return }
    var isASCII = true
    for offset in at..<output.count {
      let byte = output[offset]
      if byte != Byte.lower(byte) { output[offset] = Byte.lower(byte) }
      if byte >= 0x80 { isASCII = false }
    }
    if isASCII { return }
    let domain = String(decoding: output[at...], as: UTF8.self).lowercased().normalised
    output.replaceSubrange(at..., with: domain.utf8)
  }
}

extension ColumnKind {
  /// A line in capitals: `d-01234` becomes `D-01234`.
  func appendPostcode(_ field: UnsafeRawBufferPointer, to output: inout [UInt8]) -> InvalidValue? {
    let start = output.count
    if let reason = appendLine(field, to: &output) { return reason }
    if output[start...].allSatisfy({ $0 < 0x80 }) {
      for offset in start..<output.count { output[offset] = Byte.upper(output[offset]) }
      return nil
    }
    let capitals = String(decoding: output[start...], as: UTF8.self).uppercased().normalised
    output.replaceSubrange(start..., with: capitals.utf8)
    return nil
  }
}
