package dev.troupe.persistence.postgres.evolution;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a build is held against what is stored, {@code troupe.evolution} of the configuration.
 *
 * @param gate what follows from a finding
 * @param streamsPerType how many streams of a type are replayed, beside one for each name
 * @param eventsPerStream how many entries of each
 * @param timeout how long all of them may take; those that are not come to are left out
 * @param retryInterval how long until it is tried again, and said again why it has to be
 * @param keepUpInterval how often a node that serves takes the catalogue to the journal's end
 * @param accepted manifests of which findings stop nothing
 */
public record EvolutionSettings(
    Gate gate,
    int streamsPerType,
    int eventsPerStream,
    Duration timeout,
    Duration retryInterval,
    Duration keepUpInterval,
    Set<String> accepted) {
  private static final String PATH = "troupe.evolution";
  private static final Pattern COMMA = Pattern.compile(",");

  /** What follows from a finding. */
  public enum Gate {
    /** The node does not serve. */
    ENFORCE,
    /** It is said, no more. */
    WARN,
    /** Nothing is looked at. */
    OFF
  }

  /** Checks the numbers. */
  public EvolutionSettings {
    requireNotNegative("streams-per-type", streamsPerType);
    requireNotNegative("events-per-stream", eventsPerStream);
    accepted = Set.copyOf(accepted);
  }

  private static void requireNotNegative(String setting, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "%s.%s must be 0 or more, was '%d'".formatted(PATH, setting, value));
    }
  }

  /**
   * What the configuration says.
   *
   * @throws IllegalArgumentException if it can't be used
   */
  public static EvolutionSettings of(Config config) {
    Config evolution = config.getConfig(PATH);
    return new EvolutionSettings(
        gate(evolution.getString("gate")),
        evolution.getInt("streams-per-type"),
        evolution.getInt("events-per-stream"),
        evolution.getDuration("timeout"),
        evolution.getDuration("retry-interval"),
        evolution.getDuration("keep-up-interval"),
        manifests(evolution.getString("accepted")));
  }

  private static Gate gate(String name) {
    List<String> known =
        Arrays.stream(Gate.values()).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
    // HOCON reads a bare off as false, and gives it back so.
    int found = known.indexOf(name.equals("false") ? "off" : name.toLowerCase(Locale.ROOT));
    if (found < 0) {
      throw new IllegalArgumentException(
          "%s.gate must be one of '%s', was '%s'".formatted(PATH, String.join(", ", known), name));
    }
    return Gate.values()[found];
  }

  /** Those in a text with commas between them. */
  public static Set<String> manifests(String text) {
    return Arrays.stream(COMMA.split(text))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
