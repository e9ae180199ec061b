import Tables
import Testing
import Workspaces

@Suite struct SameValueTests {
  @Test(
    arguments: [
      (ColumnKind.phone, "+49 30 12345", "030 12345"), (.phone, "+49 30 12345", "+493012345"),
      (.phone, "+49 30 12345", "0049 30 12345"), (.phone, "+49 (0)30 12345", "+49 30 12345"),
      (.phone, "030/123-45", "030 12345"), (.phone, "+351 21 555 0100", "021 5550100"),
      (.phone, "+1 212 555 0100", "212 555 0100"), (.email, "Ana@Ruiz.example", "ana@ruiz.example"),
      (.postcode, "SW1A 1AA", "sw1a1aa"), (.text, "a", "a"),
    ] as [(ColumnKind, String, String)])
  func oneValue(_ kind: ColumnKind, _ left: String, _ right: String) {
    #expect(kind.isSame(left, right) && kind.isSame(right, left))
  }

  @Test(
    arguments: [
      (ColumnKind.phone, "+49 30 12345", "+43 30 12345"), (.phone, "+49 30 12345", "030 12346"),
      (.phone, "+49 30 12345", "12345"), (.phone, "+49 30 12345", "+49 3012"), (.phone, "x", "y"), (.phone, "0", "00"),
      (.email, "ana@ruiz.example", "ana@ruiz.test"), (.postcode, "12345", "12354"), (.text, "a", "A"),
      (.code, "de2", "DE2"),
    ] as [(ColumnKind, String, String)])
  func twoValues(_ kind: ColumnKind, _ left: String, _ right: String) {
    #expect(!kind.isSame(left, right) && !kind.isSame(right, left))
  }
}
