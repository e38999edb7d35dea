package dev.troupe.bench.node;

import dev.troupe.bench.load.CpuTime;
import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.report.Findings;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all parts measure on: one server, and a node per variant of the journal. For one thread. */
public final class Ground {
  /** How often everything is measured. */
  public static final int PASSES = 5;

  private static final Duration WARM_UP = Duration.ofMillis(750);

  private final EmbeddedPostgres server;
  private final Path folder;
  private final Amount amount;
  private final Findings findings = new Findings();
  private final Map<Variant, Subject> subjects = new LinkedHashMap<>();

  /**
   * How much is measured.
   *
   * @param seconds that each figure gets over all its passes
   * @param messages that are sent to another node over all passes
   */
  public record Amount(int seconds, int messages) {}

  /** Where this much is measured. */
  public Ground(EmbeddedPostgres server, Path folder, Amount amount) {
    this.server = server;
    this.folder = folder;
    this.amount = amount;
  }

  /** How many messages are sent to another node in a pass. */
  public int messages() {
    return amount.messages() / PASSES;
  }

  /** Where the parts leave what they find. */
  public Findings findings() {
    return findings;
  }

  /** The server in this schema. */
  public DatabaseSettings database(String schema) {
    return server.settings().withSchema(schema);
  }

  /** A folder for whatever a part writes; it is removed at the end. */
  public Path folder() {
    return folder;
  }

  /** The CPU time of this JVM under this name, and of PostgreSQL. */
  public CpuTime cpu(String thisJvm) {
    return CpuTime.ofThisJvm(thisJvm).and("PostgreSQL", server.pid());
  }

  /** A pass, its share of the seconds divided by this. */
  public Length pass(int divisor) {
    return new Length(WARM_UP, Duration.ofMillis(amount.seconds() * 1_000L / PASSES / divisor));
  }

  /** The node that runs this variant, which starts if it does not run. */
  public Subject subject(Variant variant) {
    return subjects.computeIfAbsent(
        variant,
        v -> {
          System.out.printf("starting a node: %s%n", v.name());
          return new Subject(v, server.settings());
        });
  }

  /** Those of all variants. */
  public List<Subject> subjects() {
    return Variant.ALL.stream().map(this::subject).toList();
  }

  /** Stops all nodes, and looks whether their journals hold what was acknowledged. */
  public void stopNodes() throws SQLException {
    for (Subject subject : subjects.values()) {
      subject.close();
      findings.rows(subject.rows());
    }
    subjects.clear();
  }
}
