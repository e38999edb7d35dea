package dev.troupe.rollout;

import dev.troupe.rollout.Load.Sent;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What a load tells of a part of the time that it ran.
 *
 * @param all what was sent in all of it
 * @param sent what was to be sent in this part
 * @param from its begin, by {@link System#nanoTime}
 * @param to its end
 */
record Outcome(List<Sent> all, List<Sent> sent, long from, long to) {

  /** All of the time. */
  static Outcome of(List<Sent> all) {
    long from = all.stream().mapToLong(Sent::at).min().orElse(0);
    long to = all.stream().mapToLong(Sent::answeredAt).max().orElse(0);
    return new Outcome(all, all, from, to);
  }

  /** A part of it. */
  Outcome between(long begin, long end) {
    return new Outcome(
        all,
        all.stream().filter(each -> each.at() - begin >= 0 && each.at() - end < 0).toList(),
        begin,
        end);
  }

  /** Those that were not acknowledged, of which nobody knows what they did. */
  List<Sent> failed() {
    return sent.stream().filter(each -> !each.isAcknowledged()).toList();
  }

  private Map<String, List<Sent>> acknowledgedByAccount() {
    return all.stream()
        .filter(Sent::isAcknowledged)
        .sorted(Comparator.comparingLong(Sent::answeredAt))
        .collect(Collectors.groupingBy(Sent::account));
  }

  /**
   * The longest time between two acknowledged commands of one account that has to do with this
   * part, also if it began before.
   */
  Duration longestOutage() {
    long longest = 0;
    for (List<Sent> ofOne : acknowledgedByAccount().values()) {
      for (int i = 1; i < ofOne.size(); i++) {
        long before = ofOne.get(i - 1).answeredAt();
        long after = ofOne.get(i).answeredAt();
        if (after - from >= 0 && before - to < 0) {
          longest = Math.max(longest, after - before);
        }
      }
    }
    return Duration.ofNanos(longest);
  }

  /** Accounts of which something was acknowledged after this moment. */
  long accountsServedAfter(long nanoTime) {
    return sent.stream()
        .filter(Sent::isAcknowledged)
        .filter(each -> each.at() - nanoTime > 0)
        .map(Sent::account)
        .distinct()
        .count();
  }

  private long millis(double percentile) {
    Histogram histogram = new Histogram(2);
    sent.stream()
        .filter(Sent::isAcknowledged)
        .forEach(each -> histogram.recordValue(Math.max(0, each.nanos() / 1_000_000)));
    return histogram.getValueAtPercentile(percentile);
  }

  /** For people. */
  String report() {
    return "%d commands, %d failed; p50 %d ms, p99 %d ms, longest %d ms; longest outage of a key %d ms"
        .formatted(
            sent.size(),
            failed().size(),
            millis(50),
            millis(99),
            millis(100),
            longestOutage().toMillis());
  }
}
