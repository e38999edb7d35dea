package dev.troupe.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The series and labels that a query names; as much of PromQL as ours have. */
final class Promql {
  private static final Set<String> WORDS =
      Set.of(
          "by",
          "without",
          "on",
          "ignoring",
          "group_left",
          "group_right",
          "and",
          "or",
          "unless",
          "bool",
          "offset",
          "inf",
          "nan");
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w:$.])([a-zA-Z_:][\\w:]*)\\s*(\\{[^}]*})?(?=(\\s*\\()?)");
  private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_]\\w*)\\s*(?:=~|!~|!=|=)");

  private Promql() {}

  /**
   * A series that a query names.
   *
   * @param name of the series
   * @param labels by which it is chosen
   */
  record Selector(String name, Set<String> labels) {}

  /** What the query chooses, in order. */
  static List<Selector> selectors(String query) {
    String plain = GROUPING.matcher(withoutTexts(query)).replaceAll(" ");
    plain = plain.replaceAll("\\[[^\\]]*]", " ").replaceAll("\\b\\d[\\w.]*", " ");
    List<Selector> selectors = new ArrayList<>();
    Matcher found = SELECTOR.matcher(plain);
    while (found.find()) {
      boolean isCalled = found.group(3) != null;
      if (!isCalled && !WORDS.contains(found.group(1).toLowerCase(java.util.Locale.ROOT))) {
        Set<String> labels = new TreeSet<>();
        if (found.group(2) != null) {
          MATCHER.matcher(found.group(2)).results().forEach(each -> labels.add(each.group(1)));
        }
        selectors.add(new Selector(found.group(1), labels));
      }
    }
    return selectors;
  }

  /** The labels by which its results are put together. */
  static Set<String> groupings(String query) {
    Set<String> labels = new TreeSet<>();
    GROUPING
        .matcher(withoutTexts(query))
        .results()
        .forEach(each -> {
          for (String label : each.group(1).split(",", -1)) {
            if (!label.isBlank()) {
              labels.add(label.strip());
            }
          }
        });
    return labels;
  }

  private static String withoutTexts(String query) {
    return TEXT.matcher(query).replaceAll("\"\"");
  }
}
