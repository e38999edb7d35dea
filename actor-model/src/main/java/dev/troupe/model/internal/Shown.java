package dev.troupe.model.internal;

/** Foreign text as it may stand in a message: short, and without what could forge a log line. */
public final class Shown {
  private static final int LONGEST = 80;

  private Shown() {}

  /** The text, at most 80 characters of it, with all but printable ASCII as {@code \\u{hex}}. */
  public static String of(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(c -> {
          if (c >= ' ' && c < 127) {
            shown.appendCodePoint(c);
          } else {
            shown.append("\\u{").append(Integer.toHexString(c)).append('}');
          }
        });
    int length = text.codePointCount(0, text.length());
    return length <= LONGEST ? shown.toString() : shown + "... (" + length + " characters)";
  }
}
