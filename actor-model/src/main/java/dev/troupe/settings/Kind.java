package dev.troupe.settings;

/** What sort of value a setting has. */
public enum Kind {
  /** A time, as {@code 5s}; a number alone is milliseconds. */
  DURATION("duration"),
  /** A number of bytes, as {@code 1 MiB}; a number alone is bytes. */
  SIZE("size"),
  /** A whole number. */
  NUMBER("number"),
  /** On or off. */
  FLAG("on or off"),
  /** One of a few words. */
  CHOICE("one of"),
  /** Any text. */
  TEXT("text"),
  /** A text that is shown to nobody. */
  SECRET("secret text"),
  /** Texts in their order. */
  TEXTS("list of texts"),
  /** A number for each name that its user gives. */
  NUMBERS("numbers by name"),
  /** A text for each name that its user gives. */
  NAMED_TEXTS("texts by name"),
  /** A section in which everything is allowed that Pekko knows: a mailbox, a dispatcher. */
  PEKKO("settings of Pekko");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  /** What it is called in {@code reference.conf}. */
  public String words() {
    return words;
  }
}
