package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.JournalSettings;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/** The threads that read for the journal and the snapshot store of one actor system. */
public final class JournalReads implements Extension {
  private static final Id ID = new Id();

  private final ReadSettings settings;
  private final Fuse fuse;
  private final FairExecutor executor;

  private JournalReads(ExtendedActorSystem system) {
    settings = ReadSettings.of(system.settings().config());
    fuse = Fuse.of(system.settings().config());
    executor =
        new FairExecutor(settings, fuse, JournalSettings.of(system.settings().config())::weightOf);
    system.registerOnTermination(executor::close);
  }

  /** Those of this actor system, started when first asked for. */
  public static JournalReads on(ClassicActorSystemProvider system) {
    return ID.get(system);
  }

  /** What leaves the database alone when it fails, for all that use it. */
  public Fuse fuse() {
    return fuse;
  }

  ReadSettings settings() {
    return settings;
  }

  /** Runs reads and snapshots, fair between tenants. */
  FairExecutor executor() {
    return executor;
  }

  private static final class Id extends AbstractExtensionId<JournalReads> {
    @Override
    public JournalReads createExtension(ExtendedActorSystem system) {
      return new JournalReads(system);
    }

    @Override
    public JournalReads get(ActorSystem system) {
      return super.get(system);
    }
  }
}
