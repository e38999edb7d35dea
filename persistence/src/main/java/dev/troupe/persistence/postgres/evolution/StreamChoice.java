package dev.troupe.persistence.postgres.evolution;

import dev.troupe.model.EntityKey;
import dev.troupe.persistence.postgres.evolution.SampleRows.Candidate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the streams that a build is tried on: of each type some, of as many tenants as there are,
 * new ones and old ones in turns.
 *
 * @param perType the most of one type, beside those that must be among them
 */
record StreamChoice(int perType) {

  /** A stream of an entity. */
  record Stream(String type, EntityKey key, Candidate candidate) {

    private static Optional<Stream> of(Candidate candidate) {
      String id = candidate.persistenceId();
      int bar = id.indexOf('|');
      if (bar < 1 || candidate.tenant().isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Stream(id.substring(0, bar), EntityKey.parse(id.substring(bar + 1)), candidate));
      } catch (IllegalArgumentException e) {
        return Optional.empty(); // Of a plain Pekko actor, which calls its stream what it likes.
      }
    }
  }

  /**
   * The streams that are chosen.
   *
   * @param needed one for each name in the catalogue
   * @param lists candidates, each list in the order in which it prefers them
   */
  List<Stream> of(List<Candidate> needed, List<List<Candidate>> lists) {
    Set<Stream> chosen = new LinkedHashSet<>();
    needed.forEach(each -> Stream.of(each).ifPresent(chosen::add));
    byType(lists).values().forEach(tenants -> chosen.addAll(inTurns(tenants)));
    return List.copyOf(chosen);
  }

  private List<Stream> inTurns(Map<String, Set<Stream>> tenants) {
    List<Stream> chosen = new ArrayList<>();
    List<Deque<Stream>> open = new ArrayList<>();
    tenants.values().forEach(streams -> open.add(new ArrayDeque<>(streams)));
    while (!open.isEmpty() && chosen.size() < perType) {
      for (Deque<Stream> streams : open) {
        if (chosen.size() < perType) {
          chosen.add(streams.removeFirst());
        }
      }
      open.removeIf(Deque::isEmpty);
    }
    return chosen;
  }

  /** By type and then by tenant, one of each list after the other. */
  private static Map<String, Map<String, Set<Stream>>> byType(List<List<Candidate>> lists) {
    Map<String, Map<String, Set<Stream>>> found = new LinkedHashMap<>();
    int longest = lists.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (List<Candidate> list : lists) {
        if (i < list.size()) {
          Stream.of(list.get(i))
              .ifPresent(stream ->
                  found
                      .computeIfAbsent(stream.type(), type -> new LinkedHashMap<>())
                      .computeIfAbsent(stream.candidate().tenant(), tenant -> new LinkedHashSet<>())
                      .add(stream));
        }
      }
    }
    return found;
  }
}
