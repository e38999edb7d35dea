package dev.troupe.docs;

import static java.util.stream.Collectors.toCollection;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node says at /metrics: the names of its series, each with its labels and their values. */
record Scrape(String text) {
  private static final Pattern SERIES =
      Pattern.compile("(?m)^([a-z_:][a-zA-Z0-9_:]*)(?:\\{([^}]*)})? (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

  /** The families by name, each with what kind it is. */
  Map<String, String> families() {
    Map<String, String> families = new TreeMap<>();
    Matcher found = FAMILY.matcher(text);
    while (found.find()) {
      families.put(found.group(1), found.group(2));
    }
    return families;
  }

  /** The labels of each series' name. */
  Map<String, Set<String>> labels() {
    Map<String, Set<String>> labels = new TreeMap<>();
    Matcher found = SERIES.matcher(text);
    while (found.find()) {
      Set<String> its = labels.computeIfAbsent(found.group(1), name -> new TreeSet<>());
      if (found.group(2) != null) {
        LABEL.matcher(found.group(2)).results().forEach(label -> its.add(label.group(1)));
      }
    }
    return labels;
  }

  /** The values that this label has on series of this name. */
  Set<String> values(String name, String label) {
    return SERIES
        .matcher(text)
        .results()
        .filter(series -> series.group(1).equals(name) && series.group(2) != null)
        .flatMap(series -> LABEL.matcher(series.group(2)).results())
        .filter(each -> each.group(1).equals(label))
        .map(each -> each.group(2))
        .collect(toCollection(TreeSet::new));
  }

  /** The sum of the series of this name that have all of these labels, as in {@code a="b"}. */
  double sum(String name, String... labels) {
    return SERIES
        .matcher(text)
        .results()
        .filter(series -> series.group(1).equals(name))
        .filter(series -> {
          String its = "," + String.valueOf(series.group(2)) + ",";
          for (String label : labels) {
            if (!its.contains("," + label + ",")) {
              return false;
            }
          }
          return true;
        })
        .mapToDouble(series -> Double.parseDouble(series.group(3)))
        .sum();
  }
}
