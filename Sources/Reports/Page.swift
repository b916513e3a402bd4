/// A page for people before it takes the shape of text, Markdown, LaTeX or HTML: headings and tables of cells.
package struct Page: Equatable {
  package var sections: [Section]

  /// One outcome, or the model behind its estimates.
  package struct Section: Equatable {
    package var heading: String
    package var facts: [Fact] = []
    package var tables: [Table]
  }

  /// A line of words under a name, ahead of the tables.
  package struct Fact: Equatable {
    package var name: String
    package var text: String
  }

  package struct Table: Equatable {
    package var caption: String
    package var columns: [Column]
    package var groups: [Group]
    /// What the groups' titles are, where they stand in a column of their own.
    package var groupHead = "Measure"

    package init(caption: String, columns: [Column], groups: [Group], groupHead: String = "Measure") {
      self.caption = caption
      self.columns = columns
      self.groups = groups
      self.groupHead = groupHead
    }
  }

  package struct Column: Equatable {
    package enum Role: Equatable {
      /// Says what the line is about.
      case label
      case number
      /// An interval, whose two limits are aligned one by one.
      case interval
      /// A number that a narrow page leaves out first, the highest first.
      case detail(Int)
    }

    package var title: String
    package var role: Role

    package init(title: String, role: Role) {
      self.title = title
      self.role = role
    }

    var isLabel: Bool { role == .label }
  }

  /// Lines under a title of their own, or with none where the table is a plain one.
  package struct Group: Equatable {
    package var title: String?
    package var lines: [[String]]

    package init(title: String? = nil, lines: [[String]]) {
      self.title = title
      self.lines = lines
    }
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
