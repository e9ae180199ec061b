/// The namespaces that are read here: of OpenDocument (OASIS, OpenDocument 1.3, part 3) and of Office Open XML
/// (ISO/IEC 29500, parts 1, 2 and 4), transitional or strict.
enum Namespace {
  case office, table, text, style, meta, extendedCalc
  case sheet, officeRelationships, packageRelationships, customProperties, xml
  /// Of attributes without a prefix.
  case none
  case other

  init(uri: String) {
    switch uri {
    case "urn:oasis:names:tc:opendocument:xmlns:office:1.0": self = .office
    case "urn:oasis:names:tc:opendocument:xmlns:table:1.0": self = .table
    case "urn:oasis:names:tc:opendocument:xmlns:text:1.0": self = .text
    case "urn:oasis:names:tc:opendocument:xmlns:style:1.0": self = .style
    case "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": self = .meta
    case "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": self = .extendedCalc
    case "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main":
      self = .sheet
    case "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
      "http://purl.oclc.org/ooxml/officeDocument/relationships":
      self = .officeRelationships
    case "http://schemas.openxmlformats.org/package/2006/relationships": self = .packageRelationships
    case "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
      "http://purl.oclc.org/ooxml/officeDocument/customProperties":
      self = .customProperties
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
    case .sheet: Self.sheetElements[local] ?? .other
    case .packageRelationships: Self.relationshipElements[local] ?? .other
    case .customProperties: Self.propertyElements[local] ?? .other
    case .extendedCalc, .officeRelationships, .xml, .none, .other: .other
    }
  }

  func attribute(_ local: String) -> XMLName {
    switch self {
    case .office: Self.officeAttributes[local] ?? .other
    case .table: Self.tableAttributes[local] ?? .other
    case .text: local == "c" ? .c : .other
    case .style: local == "name" ? .styleStyleName : local == "column-width" ? .columnWidth : .other
    case .meta: local == "name" ? .metaName : .other
    case .extendedCalc: local == "value-type" ? .extendedValueType : .other
    case .officeRelationships: local == "id" ? .relationshipID : .other
    case .xml: local == "space" ? .space : .other
    case .none: Self.plainAttributes[local] ?? .other
    case .sheet, .packageRelationships, .customProperties, .other: .other
    }
  }

  private static let officeElements: [String: XMLName] = [
    "document": .document, "document-content": .documentContent, "document-meta": .documentMeta, "meta": .meta,
    "body": .body, "spreadsheet": .spreadsheet, "automatic-styles": .automaticStyles, "annotation": .annotation,
  ]
  private static let tableElements: [String: XMLName] = [
    "table": .table, "table-row": .tableRow, "table-cell": .tableCell, "covered-table-cell": .coveredTableCell,
    "table-header-rows": .headerRows, "table-rows": .rows, "table-row-group": .rowGroup, "table-column": .tableColumn,
    "table-columns": .columns, "table-header-columns": .headerColumns, "table-column-group": .columnGroup,
  ]
  private static let textElements: [String: XMLName] = [
    "p": .p, "h": .h, "s": .s, "tab": .tab, "line-break": .lineBreak,
    // Footnotes, and how a word is pronounced, are no part of the text around them.
    "note": .other, "ruby-text": .other,
  ]
  private static let styleElements: [String: XMLName] = [
    "style": .style, "table-properties": .tableProperties, "table-column-properties": .columnProperties,
  ]
  private static let officeAttributes: [String: XMLName] = [
    "value-type": .valueType, "value": .value, "date-value": .dateValue, "time-value": .timeValue,
    "boolean-value": .booleanValue, "string-value": .stringValue,
  ]
  private static let tableAttributes: [String: XMLName] = [
    "name": .name, "style-name": .styleName, "number-columns-repeated": .columnsRepeated,
    "number-rows-repeated": .rowsRepeated, "formula": .formula, "display": .display, "visibility": .visibility,
    "number-columns-spanned": .columnsSpanned, "number-rows-spanned": .rowsSpanned,
  ]
  private static let sheetElements: [String: XMLName] = [
    "workbook": .workbook, "workbookPr": .workbookProperties, "sheets": .sheetList, "sheet": .sheetEntry,
    "worksheet": .worksheet, "sheetData": .sheetData, "row": .sheetRow, "c": .sheetCell, "v": .cellValue,
    "is": .inlineText, "sst": .textTable, "si": .textItem, "r": .textRun, "t": .textPiece,
    "styleSheet": .styleSheet, "numFmts": .numberFormats, "numFmt": .numberFormat, "cellXfs": .cellFormats,
    "xf": .cellFormat, "cols": .columnList, "col": .columnEntry, "mergeCells": .mergeList, "mergeCell": .mergeEntry,
    "comments": .comments, "authors": .authorList, "author": .author, "commentList": .commentList,
    "comment": .comment, "text": .commentText,
  ]
  private static let relationshipElements: [String: XMLName] = [
    "Relationships": .relationships, "Relationship": .relationship,
  ]
  private static let propertyElements: [String: XMLName] = [
    "Properties": .customProperties, "property": .customProperty,
  ]
  private static let plainAttributes: [String: XMLName] = [
    "r": .reference, "s": .formatIndex, "t": .cellType, "name": .plainName, "state": .state, "date1904": .date1904,
    "dateCompatibility": .dateCompatibility, "numFmtId": .numberFormatID, "formatCode": .formatCode, "Id": .id,
    "Type": .relationshipType, "Target": .target, "TargetMode": .targetMode, "min": .min, "max": .max,
    "width": .width, "hidden": .hidden, "ref": .area, "authorId": .authorID, "personId": .personID, "id": .plainID,
    "displayName": .displayName,
  ]
}
