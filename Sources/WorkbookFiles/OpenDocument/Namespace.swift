/// The namespaces of OpenDocument that are read here (OASIS, OpenDocument 1.3, part 3).
enum Namespace {
  case office, table, text, style, meta, extendedCalc, other

  init(uri: String) {
    switch uri {
    case "urn:oasis:names:tc:opendocument:xmlns:office:1.0": self = .office
    case "urn:oasis:names:tc:opendocument:xmlns:table:1.0": self = .table
    case "urn:oasis:names:tc:opendocument:xmlns:text:1.0": self = .text
    case "urn:oasis:names:tc:opendocument:xmlns:style:1.0": self = .style
    case "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": self = .meta
    case "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": self = .extendedCalc
    default: self = .other
    }
  }

  func element(_ local: String) -> XMLName {
    switch self {
    case .office: Self.officeElements[local] ?? .other
    case .table: Self.tableElements[local] ?? .other
    case .text: Self.textElements[local] ?? .otherText
    case .style: Self.styleElements[local] ?? .other
    case .meta: local == "user-defined" ? .userDefined : .other
    case .extendedCalc, .other: .other
    }
  }

  func attribute(_ local: String) -> XMLName {
    switch self {
    case .office: Self.officeAttributes[local] ?? .other
    case .table: Self.tableAttributes[local] ?? .other
    case .text: local == "c" ? .c : .other
    case .style: local == "name" ? .styleStyleName : .other
    case .meta: local == "name" ? .metaName : .other
    case .extendedCalc: local == "value-type" ? .extendedValueType : .other
    case .other: .other
    }
  }

  private static let officeElements: [String: XMLName] = [
    "document": .document, "document-content": .documentContent, "document-meta": .documentMeta, "meta": .meta,
    "body": .body, "spreadsheet": .spreadsheet, "automatic-styles": .automaticStyles, "annotation": .annotation,
  ]
  private static let tableElements: [String: XMLName] = [
    "table": .table, "table-row": .tableRow, "table-cell": .tableCell, "covered-table-cell": .coveredTableCell,
    "table-header-rows": .headerRows, "table-rows": .rows, "table-row-group": .rowGroup,
  ]
  private static let textElements: [String: XMLName] = [
    "p": .p, "h": .h, "s": .s, "tab": .tab, "line-break": .lineBreak,
  ]
  private static let styleElements: [String: XMLName] = ["style": .style, "table-properties": .tableProperties]
  private static let officeAttributes: [String: XMLName] = [
    "value-type": .valueType, "value": .value, "date-value": .dateValue, "time-value": .timeValue,
    "boolean-value": .booleanValue, "string-value": .stringValue,
  ]
  private static let tableAttributes: [String: XMLName] = [
    "name": .name, "style-name": .styleName, "number-columns-repeated": .columnsRepeated,
    "number-rows-repeated": .rowsRepeated, "formula": .formula, "display": .display,
  ]
}
