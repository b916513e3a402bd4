extension AnalysedRows {
  /// Names a number in a random term that lies so far from 0, beside how much it differs, that its group's level at 0 is
  /// not to be told from its slope (calendar years, dates as numbers); empty where there is none.
  var farFromZero: String {
    for term in random where term.design.columns.contains(where: \.atoms.isEmpty) {
      for column in term.design.columns where !column.atoms.isEmpty {
        var (count, mean, square) = (0.0, 0.0, 0.0)
        for visit in outcome.indices {
          for subject in outcome[visit].indices where !outcome[visit][subject].isNaN {
            let value = term.design.value(column, subject: subject, visit: visit)
            count += 1
            let difference = value - mean
            mean += difference / count
            square += difference * (value - mean)
          }
        }
        let deviation = count > 1 ? (square / (count - 1)).squareRoot() : 0
        guard deviation > 0, abs(mean) > 100 * deviation else { continue }
        return
          "; \(column.name) lies far from 0, where the groups' levels are (mean \(mean.rounded(digits: 6)), standard deviation "
          + "\(deviation.rounded(digits: 2))): subtract a typical value from it"
      }
    }
    return ""
  }
}
