package dev.troupe.persistence.internal;

import dev.troupe.persistence.UnreadableMessage;

/**
 * The name that stands beside the bytes of a message.
 *
 * <p>Written {@code account/deposited#1} for an event in its version, {@code account/.receipt} for
 * an entry without one, {@code account/.snapshot}, and on the wire {@code command:account/deposit},
 * {@code reply:account/deposit}, {@code failure:timed-out} and {@code message:session/touch} and
 * {@code topic:price/quoted}.
 *
 * @param kind of what
 * @param type the entity type's name, or empty
 * @param name the message's name, or empty
 * @param version the event's, else 1
 */
public record Manifest(Kind kind, String type, String name, int version) {
  private static final String NO_EVENT = ".receipt";
  private static final String SNAPSHOT = ".snapshot";

  /** What a manifest stands beside. */
  public enum Kind {
    COMMAND("command:"),
    REPLY("reply:"),
    FAILURE("failure:"),
    MESSAGE("message:"),
    TOPIC("topic:"),
    EVENT(""),
    NO_EVENT(""),
    SNAPSHOT("");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  /** Of a message on the wire. */
  public static Manifest of(Kind kind, String type, String name) {
    return new Manifest(kind, type, name, 1);
  }

  /** Of an event in the journal. */
  public static Manifest event(String type, String name, int version) {
    return new Manifest(Kind.EVENT, type, name, version);
  }

  /** Of an entry that holds no event. */
  public static Manifest noEvent(String type) {
    return new Manifest(Kind.NO_EVENT, type, NO_EVENT, 1);
  }

  /** Of a snapshot. */
  public static Manifest snapshot(String type) {
    return new Manifest(Kind.SNAPSHOT, type, SNAPSHOT, 1);
  }

  /** As it is stored and sent. */
  public String encoded() {
    return switch (kind) {
      case FAILURE, MESSAGE -> kind.prefix + name;
      case EVENT -> type + "/" + name + "#" + version;
      default -> kind.prefix + type + "/" + name;
    };
  }

  /** Reads what {@link #encoded} wrote; refuses all else. */
  public static Manifest parse(String encoded) throws UnreadableMessage {
    Manifest manifest = read(encoded);
    if (!manifest.encoded().equals(encoded)) {
      throw unreadable(encoded); // Such as version "+1" or "01".
    }
    return manifest;
  }

  private static Manifest read(String encoded) throws UnreadableMessage {
    for (Kind kind : Kind.values()) {
      if (!kind.prefix.isEmpty() && encoded.startsWith(kind.prefix)) {
        String rest = encoded.substring(kind.prefix.length());
        return kind == Kind.FAILURE || kind == Kind.MESSAGE
            ? of(kind, "", rest)
            : split(kind, rest, encoded);
      }
    }
    Manifest stored = split(Kind.EVENT, encoded, encoded);
    return switch (stored.name()) {
      case NO_EVENT -> noEvent(stored.type());
      case SNAPSHOT -> snapshot(stored.type());
      default -> versioned(stored, encoded);
    };
  }

  private static Manifest split(Kind kind, String rest, String encoded) throws UnreadableMessage {
    int slash = rest.indexOf('/');
    if (slash < 1 || slash == rest.length() - 1) {
      throw unreadable(encoded);
    }
    return of(kind, rest.substring(0, slash), rest.substring(slash + 1));
  }

  private static Manifest versioned(Manifest stored, String encoded) throws UnreadableMessage {
    int hash = stored.name().indexOf('#');
    if (hash < 1) {
      throw unreadable(encoded);
    }
    try {
      int version = Integer.parseInt(stored.name().substring(hash + 1));
      if (version >= 1) {
        return event(stored.type(), stored.name().substring(0, hash), version);
      }
    } catch (NumberFormatException e) {
      throw unreadable(encoded);
    }
    throw unreadable(encoded);
  }

  private static UnreadableMessage unreadable(String encoded) {
    return new UnreadableMessage(
        "a manifest reads type/name#version, type/.snapshot or kind:type/name, was '%s'"
            .formatted(encoded));
  }
}
