package import Privileges
package import Workspaces

extension English {
  package func sentence(for refusal: Refusal) -> Sentence {
    refused(refusal.employee, refusal.target, refusal.reason, helpers: refusal.helpers)
  }

  package func sentence(for explanation: Explanation) -> Sentence {
    if let lock = explanation.lock { return sentence(for: lock) }
    let (who, target) = (explanation.employee, explanation.target)
    guard explanation.allowed else {
      return refused(who, target, explanation.decision.reason, helpers: explanation.helpers)
    }
    let role = explanation.role.map { ": the role \($0) allows it" } ?? ""
    return Sentence("\(who) may \(phrase(explanation.action, target))\(role).")
  }

  private func refused(_ who: String, _ target: String, _ reason: Reason, helpers names: [String]) -> Sentence {
    let remedy = helpers(names)
    switch reason {
    case .granted: return Sentence("\(who) may do this.")
    case .notGranted(let action, _):
      return Sentence("\(who) may not \(phrase(action, target)): no role of \(who) allows it.", remedy)
    case .notReadable:
      return Sentence("\(who) may not change \(target), since \(who) may not read it.", remedy)
    case .unknownEmployee: return Sentence("\(who) is no employee of this workspace.", remedy)
    case .suspended: return Sentence("\(who) is suspended.", remedy)
    case .notJoined: return Sentence("\(who) was invited and has not joined.", "Use the code with `kontor staff join`.")
    case .invitationLapsed:
      return Sentence("The invitation of \(who) has run out.", "Ask an admin for a new one.")
    case .unknownTarget: return Sentence("\(target) is not there any more.", "See `kontor sheet list`.")
    case .locked: return Sentence("\(target) is locked.", "See `kontor locks`.")
    }
  }

  package func sentence(for lock: LockNotice) -> Sentence {
    Sentence(
      "\(lock.holder) has locked \(scope(of: lock)) until \(moments.readable(lock.until)).",
      "Wait or ask \(lock.holder); what you typed stays in your working copy. An admin can break it with `kontor lock --break`."
    )
  }

  private func scope(of lock: LockNotice) -> String {
    if lock.isOfRows { return "rows of \(lock.target)" }
    return lock.target == "*" ? "everything" : lock.target
  }

  private func helpers(_ names: [String]) -> String? {
    names.isEmpty ? nil : "Ask \(names.count > 3 ? names.prefix(3).joined(separator: ", ") : list(names)) for it."
  }

  /// `edit customers/Billing`, `manage staff`.
  func phrase(_ action: Action, _ target: String) -> String {
    let target = target == "*" ? "everything" : target
    switch action {
    case .read: return "read \(target)"
    case .edit: return "edit \(target)"
    case .add: return "add rows to \(target)"
    case .delete: return "delete rows of \(target)"
    case .ask: return "ask customers about \(target)"
    case .import: return "import files"
    case .schema: return "change sheets and columns"
    case .staff: return "manage staff and roles"
    case .locks: return "break the locks of others"
    case .conflicts: return "settle the conflicts of others"
    case .publish: return "publish"
    case .audit: return "audit"
    case .erase: return "erase customers"
    }
  }

  /// Why a commit has no effect; without a catalog things go unnamed.
  package func words(for void: VoidReason, catalog: Catalog?) -> String {
    switch void {
    case .refused(let reason): words(for: reason, catalog: catalog)
    case .contradiction: "it contradicts what was there before it"
    case .staleKey(let domain): "it is sealed with a key of \(name(domain, catalog)) that was over"
    case .misplacedPart(let domain, _): "a part for \(name(domain, catalog)) does not belong there"
    case .unlistedRows(let sheet): "it does not say which rows of \(name(.rows(sheet), catalog)) it changes"
    case .noAdminLeft: "it would have left nobody who may manage staff"
    case .repeatedID: "it repeats an earlier commit"
    case .wrongFormat: "it was written in a format that was not in force"
    }
  }

  /// Why somebody could not do something: `its author had no right to edit customers/Billing`.
  func words(for reason: Reason, catalog: Catalog?, of subject: Subject = .author) -> String {
    switch reason {
    case .granted: "it is allowed"
    case .notGranted(let action, let target): "\(subject.had) no right to \(phrase(action, name(target, catalog)))"
    case .notReadable(let target): "\(subject.had) no right to read \(name(target, catalog))"
    case .unknownEmployee: "\(subject.was) no employee"
    case .suspended: "\(subject.was) suspended"
    case .notJoined: "\(subject.had) not joined yet"
    case .invitationLapsed: "\(subject.had) an invitation that has run out"
    case .unknownTarget: "what it changes is not there any more"
    case .locked(let holder, _, let until):
      "\(catalog?.name(of: holder) ?? "a colleague") has it locked until \(moments.local(until))"
    }
  }

  /// Of whom a reason speaks.
  struct Subject {
    var had: String
    var was: String

    static let author = Subject(had: "its author had", was: "its author was")
    static let you = Subject(had: "you have", was: "you are")
  }

  func name(_ target: Target, _ catalog: Catalog?) -> String {
    catalog?.name(of: target) ?? (target == .everything ? "*" : "this part of the workbook")
  }

  private func name(_ domain: KeyDomain, _ catalog: Catalog?) -> String {
    switch domain {
    case .workspace: "the workspace"
    case .rows(let sheet): name(Target.sheet(sheet), catalog)
    case .section(let sheet, let section): name(Target.section(sheet, section), catalog)
    }
  }
}
