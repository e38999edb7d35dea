package dev.troupe.model;

import java.util.Map;

/**
 * Lifts the fields of an event as one version wrote them to what the next version reads.
 *
 * <p>Fields are what JSON knows: text, whole and decimal numbers, booleans, null, lists, and maps
 * by name.
 */
@FunctionalInterface
public interface Upcaster {

  /** Changes the fields in place: adds, renames, removes. Pure otherwise. */
  void lift(Map<String, Object> fields);
}
