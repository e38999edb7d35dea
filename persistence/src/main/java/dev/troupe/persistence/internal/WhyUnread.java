package dev.troupe.persistence.internal;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.troupe.persistence.UnreadableMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says why something can't be read without saying what it holds, which is a tenant's. */
public final class WhyUnread {
  /** What Jackson says of a component that is missing, by its name alone. */
  private static final String MISSING = "Missing required creator property";

  private WhyUnread() {}

  /** Why, by the place in the message and by the class of what went wrong. */
  public static String of(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JsonMappingException mapping) {
        return of(mapping);
      }
      if (cause instanceof UnreadableMessage && cause.getCause() == null) {
        return String.valueOf(cause.getMessage());
      }
    }
    return named(innermost(failure));
  }

  private static String of(JsonMappingException failure) {
    String message = String.valueOf(failure.getOriginalMessage());
    if (message.startsWith(MISSING)) {
      return "'%s' is required and not there".formatted(quoted(message));
    }
    String path = path(failure);
    String subject = path.isEmpty() ? "it" : "'" + path + "'";
    if (failure instanceof ValueInstantiationException) {
      return "%s is refused by its constructor with %s"
          .formatted(subject, named(innermost(failure)));
    }
    return failure instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
        ? "%s can't be read as '%s'".formatted(subject, mismatch.getTargetType().getSimpleName())
        : "%s can't be read".formatted(subject);
  }

  private static String quoted(String message) {
    int from = message.indexOf('\'') + 1;
    return message.substring(from, Math.max(from, message.indexOf('\'', from)));
  }

  private static String path(JsonMappingException failure) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference each : failure.getPath()) {
      if (each.getFieldName() == null || each.getFrom() instanceof Map) {
        path.append("[]"); // The key of a map is a tenant's, too.
      } else {
        path.append(path.isEmpty() ? "" : ".").append(each.getFieldName());
      }
    }
    return path.toString();
  }

  /** The class of a failure, and where it came from. */
  public static String named(Throwable failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    return "'%s'%s"
        .formatted(failure.getClass().getName(), stack.length == 0 ? "" : " at " + stack[0]);
  }

  private static Throwable innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
