package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.scalatest.Suite;
import scala.jdk.javaapi.CollectionConverters;

/** Pekko's own compatibility kit for persistence plugins, on our journal and snapshot store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompatibilityKitIT {
  private EmbeddedPostgres server;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** The kit writes plain Java objects, which a system of ours refuses. */
  private Config configFor(String schema) {
    // The kit deletes events.
    DatabaseSettings settings = server.settings().withSchema(schema).asOwner();
    Schema.migrate(settings);
    return ConfigFactory.parseString(
            "pekko.actor { allow-java-serialization = on, warn-about-java-serializer-usage = off }")
        .withFallback(Systems.config(settings))
        .resolve();
  }

  @Test
  void theJournalIsOneToPekko() {
    passes(new Journal(configFor("journal_kit")));
  }

  @Test
  void theSnapshotStoreIsOneToPekko() {
    passes(new SnapshotStore(configFor("snapshot_kit")));
  }

  private static void passes(Suite suite) {
    TckReport report = TckReport.of(suite);
    assertThat(report.others()).isEmpty();
    assertThat(report.succeeded())
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(CollectionConverters.asJava(suite.testNames()));
  }

  private static final class Journal extends JavaJournalSpec {
    private Journal(Config config) {
      super(config);
    }

    @Override
    public CapabilityFlag supportsRejectingNonSerializableObjects() {
      return CapabilityFlag.on();
    }

    @Override
    public CapabilityFlag supportsMetadata() {
      return CapabilityFlag.on();
    }
  }

  private static final class SnapshotStore extends JavaSnapshotStoreSpec {
    private SnapshotStore(Config config) {
      super(config);
    }

    @Override
    public CapabilityFlag supportsMetadata() {
      return CapabilityFlag.on();
    }
  }
}
