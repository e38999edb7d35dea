package dev.troupe.bench.cost;

import java.util.List;
import java.util.Optional;
import jdk.jfr.consumer.RecordedFrame;

/** A part of what a request goes through, known by the packages of its code. */
enum Layer {
  LOAD("the load generator", "dev.troupe.bench."),
  EDGE(
      "HTTP edge",
      "dev.troupe.http.",
      "org.apache.pekko.http.",
      "org.apache.pekko.stream.",
      "org.apache.pekko.io."),
  CLUSTER(
      "cluster: ask, sharding, admission",
      "dev.troupe.cluster.",
      "dev.troupe.tenants.",
      "org.apache.pekko.cluster.",
      "org.apache.pekko.remote.",
      "org.apache.pekko.pattern."),
  DRIVER("journal: the database driver and its pool", "org.postgresql.", "com.zaxxer."),
  JOURNAL(
      "journal: batches and SQL",
      "dev.troupe.persistence.postgres.",
      "org.apache.pekko.persistence.jdbc.",
      "slick."),
  PERSISTENCE("Pekko persistence", "org.apache.pekko.persistence."),
  ENTITY(
      "entity: decide, encode, receipts",
      "dev.troupe.persistence.",
      "dev.troupe.model.",
      "dev.troupe.sample."),
  ACTORS(
      "actors, mailboxes, threads, futures",
      "org.apache.pekko.",
      "scala.concurrent.",
      "java.util.concurrent.ForkJoin",
      "java.util.concurrent.ThreadPoolExecutor"),
  OTHER("other");

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // That of List.of is.
  private final List<String> prefixes;

  Layer(String title, String... prefixes) {
    this.title = title;
    this.prefixes = List.of(prefixes);
  }

  /** As it is shown. */
  String title() {
    return title;
  }

  /** That of the topmost frame which belongs to any; what libraries do is their callers' doing. */
  static Layer of(List<RecordedFrame> stack) {
    return stack.stream().flatMap(frame -> of(frame).stream()).findFirst().orElse(OTHER);
  }

  /** The first that fits, so that the narrower prefixes come first. */
  private static Optional<Layer> of(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    for (Layer layer : values()) {
      if (layer.prefixes.stream().anyMatch(type::startsWith)) {
        return Optional.of(layer);
      }
    }
    return Optional.empty();
  }
}
