package dev.troupe.k8s.tenants;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a column of {@code kubectl get} shows, by the part of JSONPath that ours use. */
final class Column {
  private static final Pattern STEP =
      Pattern.compile("\\.(\\w+)(?:\\[\\?\\(@\\.(\\w+)==\"(\\w+)\"\\)])?");

  private Column() {}

  static String of(String path, Object resource) {
    Object at = resource;
    Matcher step = STEP.matcher(path);
    int end = 0;
    while (step.find() && step.start() == end) {
      at = part(at, step.group(1));
      if (step.group(2) != null) {
        String field = step.group(2);
        String value = step.group(3);
        at =
            ((List<?>) at)
                .stream().filter(each -> value.equals(part(each, field))).findFirst().orElseThrow();
      }
      end = step.end();
    }
    if (end != path.length()) {
      throw new AssertionError("can't read '%s' from '%d'".formatted(path, end));
    }
    return String.valueOf(at);
  }

  private static Object part(Object object, String field) {
    Object part = object instanceof Map<?, ?> fields ? fields.get(field) : null;
    if (part == null) {
      throw new AssertionError("no '%s' in %s".formatted(field, object));
    }
    return part;
  }
}
