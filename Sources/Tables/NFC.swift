@_spi(_Unicode) import Swift

// The standard library normalises without saying so in its public interface; all that do come through here.

extension String {
  /// Unicode's normal form C (UAX #15), in which each letter with its accents has one spelling.
  package var normalised: String {
    var output = String.UnicodeScalarView()
    output.reserveCapacity(utf8.count)
    for scalar in _nfc { output.append(scalar) }
    return String(output)
  }

  /// The letters and their accents one by one (normal form D).
  var decomposedScalars: some Sequence<Unicode.Scalar> { _nfd }
}
