/// A page for people before it takes the shape of text, Markdown, LaTeX or HTML: headings and tables of cells.
struct Page: Equatable {
  var sections: [Section]

  /// One outcome, or the model behind its estimates.
  struct Section: Equatable {
    var heading: String
    var facts: [Fact] = []
    var tables: [Table]
  }

  /// A line of words under a name, ahead of the tables.
  struct Fact: Equatable {
    var name: String
    var text: String
  }

  struct Table: Equatable {
    var caption: String
    var columns: [Column]
    var groups: [Group]
    /// What the groups' titles are, where they stand in a column of their own.
    var groupHead = "Measure"
  }

  struct Column: Equatable {
    enum Role: Equatable {
      /// Says what the line is about.
      case label
      case number
      /// An interval, whose two limits are aligned one by one.
      case interval
      /// A number that a narrow page leaves out first, the highest first.
      case detail(Int)
    }

    var title: String
    var role: Role

    var isLabel: Bool { role == .label }
  }

  /// Lines under a title of their own, or with none where the table is a plain one.
  struct Group: Equatable {
    var title: String?
    var lines: [[String]]
  }
}

extension Page.Table {
  /// The same table with the groups' titles in a first column: for groups of one line, and for formats that cannot set a
  /// title across columns.
  var withoutGroupTitles: Page.Table {
    guard groups.contains(where: { $0.title != nil }) else { return self }
    let lines = groups.flatMap { group in group.lines.map { [group.title ?? ""] + $0 } }
    return Page.Table(
      caption: caption, columns: [Page.Column(title: groupHead, role: .label)] + columns,
      groups: [Page.Group(title: nil, lines: lines)])
  }
}
