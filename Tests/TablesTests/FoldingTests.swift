import Tables
import Testing

struct FoldingTests {
  @Test(arguments: [
    ("Straße", "strasse"), ("STRASSE", "strasse"), ("Ελένης", "ελενησ"), ("ΕΛΕΝΗΣ", "ελενησ"), ("Muñoz", "munoz"),
    ("Œuvre", "oeuvre"), ("Łódź", "lodz"), ("A-1 b", "a-1 b"), ("e\u{301}", "e"), ("ΐ", "ι"), ("Ærø", "aero"),
  ])
  func fold(text: String, folded: String) {
    #expect(Folding.fold(text) == folded)
    #expect(Folding.fold(folded) == folded)
  }

  @Test(arguments: [
    ("E-Mail", "email"), ("Τ.Κ.", "τκ"), ("billing_street", "billingstreet"), ("Nº fra.", "nofra"),
    ("N.º de C.P.", "nodecp"),
    ("N°", "no"), ("Ημ/νία", "ημνια"), ("  ", ""),
  ])
  func foldHeader(text: String, folded: String) {
    #expect(Folding.foldHeader(text) == folded)
  }

  @Test func words() {
    #expect(Folding.words(of: "Núñez, María-José (ΑΕ)") == ["nunez", "maria", "jose", "αε"])
  }
}
