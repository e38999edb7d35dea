package dev.troupe.http;

import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;

import dev.troupe.http.internal.Requests;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Which part of a list a request asks for, by the parameters {@code after} and {@code limit}.
 *
 * @param after the last one of the page before, or empty for the first page
 * @param limit how many at most
 */
public record Paging(String after, int limit) {
  private static final int USUAL = 50;
  private static final int LONGEST_AFTER = 256;
  private static final SortedSet<String> NAMES = new TreeSet<>(Set.of("after", "limit"));

  /**
   * Reads the two parameters; without them it is the first page of 50.
   *
   * <p>A limit that is not 1 to the most, and any other parameter, is the problem {@link
   * ProblemCode#INVALID_FIELD}, which {@link Problems#sealed} answers.
   *
   * @param most the highest limit
   * @param inner the route that answers
   */
  public static Route paged(int most, Function<Paging, Route> inner) {
    return extractRequest(request -> inner.apply(of(Requests.parameters(request), most)));
  }

  /**
   * The same, with one more parameter that may be there, once.
   *
   * @param filter what it is called
   * @param inner the route that answers, given its value or empty text
   */
  public static Route paged(int most, String filter, BiFunction<Paging, String, Route> inner) {
    return extractRequest(request -> {
      Map<String, List<String>> parameters = new LinkedHashMap<>(Requests.parameters(request));
      String value = single(parameters, filter, "");
      parameters.remove(filter);
      return inner.apply(of(parameters, most), value);
    });
  }

  static Paging of(Map<String, List<String>> parameters, int most) {
    Requests.requireOnly(parameters, NAMES);
    String after = single(parameters, "after", "");
    if (after.length() > LONGEST_AFTER || after.indexOf(0) >= 0) {
      throw Requests.invalidField("after", "after must be what the page before named as next");
    }
    return new Paging(after, limit(single(parameters, "limit", ""), most));
  }

  private static String single(
      Map<String, List<String>> parameters, String name, String otherwise) {
    return parameters.containsKey(name) ? Requests.once(parameters, name) : otherwise;
  }

  private static int limit(String text, int most) {
    if (text.isEmpty()) {
      return Math.min(USUAL, most);
    }
    if (text.matches("[1-9][0-9]{0,8}") && Integer.parseInt(text) <= most) {
      return Integer.parseInt(text);
    }
    throw Requests.invalidField("limit", "limit must be 1 to %d, was '%s'".formatted(most, text));
  }
}
