import Testing
import WorkbookFiles

@Suite struct HeaderTests {
  @Test(arguments: [
    "Name,City\nMüller,Köln\n", "Name,Birth year\nMüller,1970\nWeiß,1980\n", "id;Betrag\n1;2,50\n2;3,75\n",
    "2024,2025,2026\n1,2,3\n4,5,6\n", "1,2,3\n4,5,6\n", "Email,Tel\na@b.de,+49 30 123456\n", "", "1,2\n", "Name\n",
    "Country,2019,2020\nES,1,2\nDE,3,4\n", "Ana,Sol\nEva,Mar\n", "Datum;Kunde\n;Weiß\n01.02.2026;Roth\n",
  ])
  func isOne(_ text: String) { #expect(CSVProfile.detect(Array(text.utf8)).hasHeader) }

  @Test(arguments: [
    "Müller,1970-02-01,12.50\nWeiß,1980-03-04,7\n", "1;Anna;anna@b.de\n2;Bert;bert@c.de\n3;Carl;carl@d.de\n",
    "Weiß,+49 30 1234567\nRoth,+49 89 7654321\n", "17,8,9\n4,5,6\n", "a@b.de\nc@d.de\n",
    "\"Müller, Jan\",01.02.2026\n\"Roth, Eva\",03.04.2026\n",
  ])
  func isNone(_ text: String) { #expect(!CSVProfile.detect(Array(text.utf8)).hasHeader) }

  @Test(arguments: [true, false]) func optionGoesFirst(_ hasHeader: Bool) throws {
    let options = ReadOptions(hasHeader: hasHeader)
    #expect(CSVProfile.detect(Array("17,8\n1,2\n".utf8), options: options).hasHeader == hasHeader)
    #expect(CSVProfile.detect(Array("a,b\n1,2\n".utf8), options: options).hasHeader == hasHeader)
  }
}
