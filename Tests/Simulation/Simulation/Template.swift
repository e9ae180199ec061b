import Templates

/// The workbook of every simulated office: one sheet, four sections with their own readers, every merge policy. Clerks and
/// viewers may ask about *Profile* and not read it.
enum OfficeTemplate {
  static let sheet = "customers"

  /// The columns that people type into, with their sections.
  static let columns: [(name: String, section: String)] = [
    ("name", "Contact"), ("phone", "Contact"), ("tags", "Contact"), ("iban", "Billing"), ("amount", "Billing"),
    ("memo", "Memo"), ("remark", "Memo"), ("terms", "Contact"), ("tax", "Billing"), ("job", "Profile"),
    ("hobby", "Profile"),
  ]

  /// The columns that customers are asked for.
  static let asked = ["job", "hobby"]
  /// The columns that want a second entry of what was read off a paper: `terms` by anybody.
  static let checked = ["terms", "tax", "hobby"]

  static func section(of column: String) -> String { columns.first { $0.name == column }?.section ?? "Contact" }

  private static let files: [String: String] = [
    "sheets.csv": "sheet\ncustomers\n",
    "sections.csv":
      "sheet,section,conflict\ncustomers,Contact,\ncustomers,Billing,\ncustomers,Memo,row\ncustomers,Profile,\n",
    "columns.csv": """
    sheet,section,column,kind,merge,key,choices,stage,check
    customers,Contact,number,code,,yes,,,
    customers,Contact,name,text,,,,,
    customers,Contact,phone,text,latest,,,,
    customers,Contact,tags,tags,union,,,,
    customers,Contact,terms,text,,,,,again
    customers,Billing,iban,text,,,,,
    customers,Billing,amount,integer,sum,,,,
    customers,Billing,tax,code,,,,,other
    customers,Memo,memo,text,append,,,,
    customers,Memo,remark,text,,,,,
    customers,Profile,job,text,,,,2,
    customers,Profile,hobby,text,,,,3,other

    """,
    "roles.csv": "role\nclerk\ncashier\nviewer\nauditor\nadmin\n",
    "grants.csv": """
    role,action,target
    clerk,read,customers/Contact
    clerk,edit,customers/Contact
    clerk,add,customers/Contact
    clerk,read,customers/Memo
    clerk,edit,customers/Memo
    clerk,add,customers/Memo
    clerk,delete,customers
    clerk,ask,customers/Profile
    cashier,read,customers/Contact
    cashier,edit,customers/Contact
    cashier,add,customers/Contact
    cashier,read,customers/Billing
    cashier,edit,customers/Billing
    cashier,add,customers/Billing
    cashier,read,customers/Profile
    cashier,edit,customers/Profile
    cashier,add,customers/Profile
    cashier,import,*
    cashier,conflicts,*
    viewer,read,customers/Contact
    viewer,ask,customers/Profile
    auditor,read,customers
    auditor,audit,*
    admin,read,*
    admin,edit,*
    admin,add,*
    admin,delete,*
    admin,import,*
    admin,schema,*
    admin,staff,*
    admin,locks,*
    admin,conflicts,*
    admin,publish,*
    admin,audit,*
    admin,erase,*

    """,
  ]

  static func make() throws -> WorkbookTemplate {
    try WorkbookTemplate(files: files.mapValues { Array($0.utf8) })
  }
}
