package dev.troupe.http.internal;

/** Foreign text as a client may be shown it: short, and without what a terminal or log obeys. */
public final class Printable {
  private static final int LONGEST = 500;

  private Printable() {}

  /** The text, at most 500 characters of it. */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /** The text, at most this many characters of it. */
  public static String of(String text, int longest) {
    StringBuilder shown = new StringBuilder();
    int left = longest;
    for (int at = 0; at < text.length(); left--) {
      if (left == 0) {
        return shown.append("...").toString();
      }
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (isShown(c)) {
        shown.appendCodePoint(c);
      } else {
        shown.append("\\u{").append(Integer.toHexString(c)).append('}');
      }
    }
    return shown.toString();
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
