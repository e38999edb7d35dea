package dev.troupe.http.internal;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Where in a body a value is, written {@code lines[2].cents}. Not thread-safe. */
final class FieldPath {
  private final Deque<String> steps = new ArrayDeque<>();

  /** The path that Jackson gives with an exception. */
  static FieldPath of(List<JsonMappingException.Reference> references) {
    FieldPath path = new FieldPath();
    for (JsonMappingException.Reference reference : references) {
      if (reference.getFieldName() != null) {
        path.enter(reference.getFieldName());
      } else {
        path.enter(reference.getIndex());
      }
    }
    return path;
  }

  void enter(String field) {
    steps.addLast((steps.isEmpty() ? "" : ".") + Printable.of(field, 80));
  }

  void enter(int index) {
    steps.addLast("[" + index + "]");
  }

  void leave() {
    steps.removeLast();
  }

  boolean isRoot() {
    return steps.isEmpty();
  }

  @Override
  public String toString() {
    return String.join("", steps);
  }
}
