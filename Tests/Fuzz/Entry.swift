import Glibc

/// What libFuzzer calls for every input; the target is chosen by an environment variable, so that one binary serves all.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  chosen(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

private let chosen: @Sendable ([UInt8]) -> Void = {
  switch getenv("KONTOR_FUZZ_TARGET").map({ String(cString: $0) }) {
  case "csv": return CSVTarget.run
  case "zip": return ZipTarget.run
  case "ods": return OpenDocumentTarget.runPackage
  case "ods-content": return OpenDocumentTarget.runContent
  case "xlsx": return OfficeOpenXMLTarget.runPackage
  case "xlsx-parts": return OfficeOpenXMLTarget.runParts
  case let name: found("no target of that name: \(name ?? "none")")
  }
}()

/// Ends the run: something does not hold.
func found(_ what: String) -> Never {
  let line = "FOUND: \(what)\n"
  _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  abort()
}

func require(_ condition: Bool, _ what: @autoclosure () -> String) {
  if !condition { found(what()) }
}
