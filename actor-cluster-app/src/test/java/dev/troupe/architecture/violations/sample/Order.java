package dev.troupe.architecture.violations.sample;

import dev.troupe.model.EntityCommand;
import java.io.Serializable;

/** The protocol of an entity that is sent by Java's own serialization, and in part can change. */
final class Order {
  private Order() {}

  /** A command that can be changed on its way. */
  static final class Place implements EntityCommand<Order, String> {
    int pieces;
  }

  /** A command that is made for Java's own serialization. */
  record Cancel() implements EntityCommand<Order, String>, Serializable {}
}
