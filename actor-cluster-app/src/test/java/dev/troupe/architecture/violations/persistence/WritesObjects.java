package dev.troupe.architecture.violations.persistence;

import java.io.IOException;
import java.io.ObjectOutputStream;

/** Writes what depends on class names. */
final class WritesObjects {
  private WritesObjects() {}

  static void write(ObjectOutputStream out, Object message) throws IOException {
    out.writeObject(message);
  }
}
