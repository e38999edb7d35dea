package dev.troupe.persistence;

import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.EntityDecider;
import dev.troupe.persistence.internal.Followups;
import dev.troupe.persistence.internal.JournalHead;
import dev.troupe.persistence.internal.Proofs;
import dev.troupe.persistence.internal.Quarantine;
import dev.troupe.persistence.internal.WriteAdmission;
import java.io.NotSerializableException;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** What all entities of an actor system share, looked up once. Thread-safe. */
final class EntityRuntime implements Extension {
  private static final Id ID = new Id();

  private final String system;
  private final EntitySettings settings;
  private final Map<String, EntityCodec> codecs;
  private final EntityDecider.Node deciders;
  private final WriteAdmission admission;
  private final Proofs proofs;
  private final Quarantine quarantine = new Quarantine();

  private EntityRuntime(ActorSystem<?> system) throws NotSerializableException {
    this.system = system.name();
    this.settings = EntitySettings.of(system.settings().config());
    this.codecs = MessageSerializer.codecs(system);
    Followups followups =
        new Followups(
            codecs,
            system.settings().config().getString(Followups.SETTING),
            ReminderQuota.on(system));
    this.deciders = new EntityDecider.Node(settings, followups, StorageQuotas.on(system)::quota);
    this.admission = new WriteAdmission(JournalSettings.of(system.settings().config()));
    this.proofs =
        new Proofs(new JournalHead(Adapter.toClassic(system)), Doubts.on(system)::areThere);
  }

  /** What the entities of this actor system share. */
  static EntityRuntime on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  EntitySettings settings() {
    return settings;
  }

  WriteAdmission admission() {
    return admission;
  }

  Proofs proofs() {
    return proofs;
  }

  Quarantine quarantine() {
    return quarantine;
  }

  /** What their deciders share. */
  EntityDecider.Node deciders() {
    return deciders;
  }

  /**
   * The codec of this entity type.
   *
   * @throws IllegalStateException if the type was not given to {@link MessageSerializer#setup}
   */
  EntityCodec codec(String type) {
    EntityCodec codec = codecs.get(type);
    if (codec == null) {
      throw new IllegalStateException(
          "%s: not registered in actor system '%s'; start it with MessageSerializer.setup"
              .formatted(type, system));
    }
    return codec;
  }

  private static final class Id extends ExtensionId<EntityRuntime> {
    @Override
    public EntityRuntime createExtension(ActorSystem<?> system) {
      try {
        return new EntityRuntime(system);
      } catch (NotSerializableException e) {
        throw new IllegalStateException(
            "actor system '%s' was not started with MessageSerializer.setup"
                .formatted(system.name()),
            e);
      }
    }
  }
}
