package dev.troupe.docs;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A test as pages name it, {@code `CounterTest#noIncrementIsLost`}.
 *
 * @param type the name of the file that it is in, and so of the class, or the class around it
 * @param method whose annotation makes it a test
 */
record TestName(String type, String method) {
  private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final Pattern PLAIN = Pattern.compile("^\\w+");

  /** All that are named in this text, in its order. */
  static List<TestName> in(String text) {
    return NAMED
        .matcher(text)
        .results()
        .map(found -> new TestName(found.group(1), found.group(2)))
        .toList();
  }

  /**
   * As a report has it.
   *
   * @param classname with its package, and {@code $} before a nested one
   * @param name the method; of one that runs several times, with what is different each time, as in
   *     {@code everyRuleHolds(Rule)[1]}
   */
  static TestName reported(String classname, String name) {
    String outer = classname.replaceFirst("\\$.*", "");
    var method = PLAIN.matcher(name);
    return new TestName(
        outer.substring(outer.lastIndexOf('.') + 1), method.find() ? method.group() : name);
  }

  @Override
  public String toString() {
    return type + "#" + method;
  }
}
