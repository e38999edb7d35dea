package dev.troupe.model.testkit;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * Where an entity of a simulation is; all are of one tenant.
 *
 * @param type its type's name
 * @param id its id
 */
record Address(String type, String id) implements Comparable<Address> {
  private static final Comparator<Address> ORDER =
      comparing(Address::type).thenComparing(Address::id);

  @Override
  public int compareTo(Address other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return type + "/" + id;
  }
}
