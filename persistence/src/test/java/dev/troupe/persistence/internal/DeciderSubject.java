package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EntitySettings;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.StorageQuota;
import dev.troupe.persistence.Wallet;
import dev.troupe.persistence.Wallet.Balance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/** One entity under its decider, with what it decided applied. */
final class DeciderSubject<N> {
  static final EntityKey KEY = Wallet.key("w-1");
  private static final EntitySettings SETTINGS =
      EntitySettings.of(
          ConfigFactory.parseString("troupe.entity.command-id-window = 3")
              .withFallback(ConfigFactory.load()));

  private final EntityType<N> type;
  final EntityDecider<Object> decider;
  EntityState<Object> state;

  DeciderSubject(EntityType<N> type) {
    this(type, StorageQuota.NONE);
  }

  DeciderSubject(EntityType<N> type, StorageQuota quota) {
    this(type, "postgres", new ReminderQuota(tenant -> 1000), quota);
  }

  DeciderSubject(EntityType<N> type, String dao, ReminderQuota reminders) {
    this(type, dao, reminders, StorageQuota.NONE);
  }

  @SuppressWarnings("unchecked") // An entity sees only its own commands.
  private DeciderSubject(
      EntityType<N> type, String dao, ReminderQuota reminders, StorageQuota quota) {
    this.type = type;
    this.state = EntityState.empty(type.name());
    var entity = (EventSourcedEntity<EntityCommand<?, ?>, Object, Object>) type.create(KEY);
    EntityCodec codec = new EntityCodec(type);
    Map<String, EntityCodec> codecs = new HashMap<>();
    codecs.put(Wallet.TYPE.name(), new EntityCodec(Wallet.TYPE));
    codecs.put(type.name(), codec);
    Followups followups = new Followups(codecs, dao, reminders);
    this.decider =
        new EntityDecider<>(
            KEY,
            entity,
            codec,
            new EntityDecider.Node(SETTINGS, followups, () -> quota),
            envelope -> {});
  }

  EntityDecider.Outcome<Object> tell(EntityCommand<N, ?> command, String id) {
    EntityEnvelope envelope =
        new EntityEnvelope(
            type.name(),
            KEY,
            KEY.tenant(),
            command,
            id.isEmpty() ? Optional.empty() : Optional.of(CommandId.of(id)),
            Optional.empty(),
            Long.MAX_VALUE,
            TestInbox.<EntityReply>create().getRef());
    return tell(envelope);
  }

  EntityDecider.Outcome<Object> tell(EntityEnvelope envelope) {
    EntityDecider.Outcome<Object> outcome = decider.decide(state, envelope);
    for (EntityDecider.Step<Object> step : outcome.steps()) {
      state = step.after();
    }
    return outcome;
  }

  static Reply<?> reply(EntityDecider.Outcome<?> outcome) {
    assertThat(outcome.answer()).isInstanceOf(EntityReply.Answered.class);
    return ((EntityReply.Answered) outcome.answer()).reply();
  }

  static Failure failure(EntityDecider.Outcome<?> outcome) {
    assertThat(outcome.entries()).isEmpty();
    assertThat(outcome.answer()).isInstanceOf(EntityReply.Failed.class);
    return ((EntityReply.Failed) outcome.answer()).failure();
  }

  static Reply<Balance> balance(long cents) {
    return new Reply.Accepted<>(new Balance(cents));
  }

  static void assertRejected(EntityDecider.Outcome<?> outcome, String code) {
    assertThat(reply(outcome))
        .isInstanceOfSatisfying(
            Reply.Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo(code));
  }
}
