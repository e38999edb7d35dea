package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.Broken;
import dev.troupe.model.CommandId;
import dev.troupe.model.Done;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.Reply;
import dev.troupe.model.Throttled;
import dev.troupe.model.TimedOut;
import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.internal.Receipts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MessageSerializerTest {
  private static final Wire WIRE = new Wire();

  @AfterAll
  static void stop() {
    WIRE.close();
  }

  @Test
  void aCommandKeepsAllButItsClock() {
    TestProbe<EntityReply> asker = WIRE.kit.createTestProbe();
    EntityEnvelope sent =
        Wire.envelope(new Wallet.Spread(List.of(1L, 2L)), asker.getRef())
            .withId(CommandId.of("id-1"));
    EntityEnvelope read = (EntityEnvelope) WIRE.copy(sent);
    assertThat(WIRE.manifest(sent)).isEqualTo("command:wallet/spread");
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("deadlineNanos", "replyTo", "passage")
        .isEqualTo(sent);
    assertThat(read.replyTo()).isEqualTo(asker.getRef());
  }

  @Test
  void theDeadlineTravelsAsTheTimeThatIsLeft() {
    TestProbe<EntityReply> asker = WIRE.kit.createTestProbe();
    byte[] bytes = WIRE.write(Wire.envelope(new Wallet.Touch(), asker.getRef()));
    long before = System.nanoTime();
    EntityEnvelope read = (EntityEnvelope) WIRE.read(bytes, "command:wallet/touch");
    // Counted from when it is read, however long the bytes were on their way.
    assertThat(read.deadlineNanos() - before).isPositive();
    EntityEnvelope late =
        EntityEnvelope.of(
            "wallet",
            Wallet.key("w-1"),
            new Wallet.Touch(),
            Duration.ofSeconds(-5),
            asker.getRef());
    assertThat(((EntityEnvelope) WIRE.copy(late)).nanosLeft()).isNegative();
  }

  @Test
  void aDeliverySurvivesTheTripBetweenNodes() {
    TestProbe<EntityReply> asker = WIRE.kit.createTestProbe();
    Instant next = Instant.parse("2026-03-02T12:00:00.123456Z");
    for (Delivery delivery :
        List.of(
            new Delivery.OfMessage(Long.MAX_VALUE, 3),
            new Delivery.OfReminder("daily", 9, Long.MAX_VALUE, Optional.of(next)),
            new Delivery.OfReminder("once", 9, 0, Optional.empty()))) {
      EntityEnvelope sent = Wire.envelope(new Wallet.Touch(), asker.getRef()).delivering(delivery);
      assertThat(((EntityEnvelope) WIRE.copy(sent)).delivery()).contains(delivery);
    }
    EntityEnvelope plain = Wire.envelope(new Wallet.Touch(), asker.getRef());
    assertThat(((EntityEnvelope) WIRE.copy(plain)).delivery()).isEmpty();
  }

  @Test
  void whatACommandIsAPartOfGoesWithItAndWhoKnowsNothingOfItReadsTheRest() throws Exception {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    TestProbe<EntityReply> asker = WIRE.kit.createTestProbe();
    EntityEnvelope plain = Wire.envelope(new Wallet.Touch(), asker.getRef());
    EntityEnvelope sent = traced(plain, trace);
    EntityEnvelope read = (EntityEnvelope) WIRE.copy(sent);
    assertThat(read.passage().traceparent()).contains(trace);
    assertThat(read.passage().sinceNanos()).isGreaterThan(sent.passage().sinceNanos());
    assertThat(((EntityEnvelope) WIRE.copy(plain)).passage().traceparent()).isEmpty();
    var fields = MessageMappers.cbor().readTree(WIRE.write(sent));
    assertThat(fields.path("w").asText()).isEqualTo(trace);
    assertThat(MessageMappers.cbor().readTree(WIRE.write(plain)).has("w")).isFalse();
    byte[] older = MessageMappers.cbor().writeValueAsBytes(((ObjectNode) fields).without("w"));
    assertThat(((EntityEnvelope) WIRE.read(older, "command:wallet/touch")).command())
        .isEqualTo(new Wallet.Touch());
    // A node of the next version may add a field, and this one reads on, as the former does.
    byte[] newer = MessageMappers.cbor().writeValueAsBytes(((ObjectNode) fields).put("zz", 1));
    assertThat(((EntityEnvelope) WIRE.read(newer, "command:wallet/touch")).command())
        .isEqualTo(new Wallet.Touch());
  }

  @Test
  void whatIsTooLongToSayOfWhatACommandIsAPartIsLeftOut() {
    assertThat(Passage.now(Optional.of("0".repeat(56))).traceparent()).isEmpty();
  }

  @Test
  void whoAsksGoesWithACommandAndIsLeftOutIfItIsTooLong() throws Exception {
    TestProbe<EntityReply> asker = WIRE.kit.createTestProbe();
    EntityEnvelope plain = Wire.envelope(new Wallet.Touch(), asker.getRef());
    assertThat(((EntityEnvelope) WIRE.copy(by(plain, "ann"))).principal()).contains("ann");
    assertThat(((EntityEnvelope) WIRE.copy(plain)).principal()).isEmpty();
    assertThat(MessageMappers.cbor().readTree(WIRE.write(plain)).has("p")).isFalse();
    assertThat(by(plain, "a".repeat(256)).principal()).isEmpty();
  }

  private static EntityEnvelope by(EntityEnvelope plain, String principal) {
    return passing(plain, Passage.now(Optional.empty(), Optional.of(principal)));
  }

  private static EntityEnvelope traced(EntityEnvelope plain, String trace) {
    return passing(plain, Passage.now(Optional.of(trace)));
  }

  private static EntityEnvelope passing(EntityEnvelope plain, Passage passage) {
    return new EntityEnvelope(
        plain.type(),
        plain.key(),
        plain.caller(),
        plain.command(),
        plain.id(),
        plain.delivery(),
        plain.deadlineNanos(),
        plain.freshness(),
        plain.replyTo(),
        passage);
  }

  @Test
  void repliesOfEveryShapeSurvive() {
    List<Wallet.Shape> shapes =
        List.of(new Wallet.Circle(1), new Wallet.Square(2), Wallet.Plain.DOT);
    assertReply("deposit", new Reply.Accepted<>(new Wallet.Balance(5)));
    assertReply("touch", new Reply.Accepted<>(Done.DONE));
    assertReply("get-shape", new Reply.Accepted<>(new Wallet.Square(3)));
    assertReply("get-shapes", new Reply.Accepted<>(shapes));
    assertReply("withdraw", new Reply.Rejected<>("overdrawn", "it holds 0"));
  }

  private static void assertReply(String command, Reply<?> reply) {
    EntityReply.Answered answered = new EntityReply.Answered("wallet", command, reply);
    assertThat(WIRE.manifest(answered)).isEqualTo("reply:wallet/" + command);
    assertThat(WIRE.copy(answered)).isEqualTo(answered);
  }

  @Test
  void aReplyThatItsEntityHasEncodedIsSentAsItIs() {
    Reply<?> reply = new Reply.Accepted<>(new Wallet.Balance(5));
    byte[] encoded = WIRE.write(new EntityReply.Answered("wallet", "deposit", reply));
    EntityReply.Answered answered =
        new EntityReply.Answered(
            "wallet", "deposit", new Reply.Accepted<>(new Wallet.Balance(6)), encoded);
    assertThat(WIRE.copy(answered)).isEqualTo(new EntityReply.Answered("wallet", "deposit", reply));
  }

  @Test
  void failuresSurviveWithAllTheySay() {
    for (Failure failure :
        List.of(
            new TimedOut("late"),
            new Unavailable("down", Duration.ofSeconds(3)),
            new Throttled("entity wallet|acme:w-1", "most", 9, 7, Duration.ofMillis(20)),
            new TooLarge("large"),
            new Forbidden("not you"),
            new Broken("broken"),
            new AlreadyDelivered("before"))) {
      EntityReply.Failed failed = new EntityReply.Failed(failure);
      assertThat(WIRE.manifest(failed)).isEqualTo("failure:" + failure.code());
      Failure copied = ((EntityReply.Failed) WIRE.copy(failed)).failure();
      assertThat(copied).hasSameClassAs(failure).hasMessage(failure.getMessage());
      assertThat(copied.retryAfter()).isEqualTo(failure.retryAfter());
      if (failure instanceof Throttled throttled) {
        assertThat(((Throttled) copied).limit()).isEqualTo(throttled.limit());
        assertThat(((Throttled) copied).used()).isEqualTo(throttled.used());
        assertThat(((Throttled) copied).allowed()).isEqualTo(throttled.allowed());
      }
    }
    assertThat(
            ((EntityReply.Failed) WIRE.read(WIRE.write(failed("x")), "failure:of-the-future"))
                .failure())
        .isInstanceOf(Unavailable.class)
        .hasMessage("x");
  }

  private static EntityReply failed(String why) {
    return new EntityReply.Failed(new Broken(why));
  }

  @Test
  void entriesAndSnapshotsSurvive() {
    JournalEntry event = Wire.entry(new Wallet.Deposited(5), Wire.receipt());
    assertThat(WIRE.manifest(event)).isEqualTo("wallet/deposited#1");
    assertThat(WIRE.copy(event)).isEqualTo(event);
    JournalEntry alone =
        new JournalEntry(
            "wallet", Optional.empty(), Optional.of(Wire.receipt()), Attachments.NONE, new byte[0]);
    assertThat(WIRE.manifest(alone)).isEqualTo("wallet/.receipt");
    assertThat(WIRE.copy(alone)).isEqualTo(alone);
    JournalEntry bare =
        new JournalEntry(
            "wallet", Optional.empty(), Optional.empty(), Attachments.NONE, new byte[0]);
    assertThat(WIRE.manifest(bare)).isEqualTo("wallet/.receipt");
    assertThat(WIRE.copy(bare)).isEqualTo(bare);
    EntityState<Wallet.State> state =
        new EntityState<>(
            "wallet", Optional.of(new Wallet.State(5)), Receipts.NONE.with(Wire.receipt(), 9));
    assertThat(WIRE.manifest(state)).isEqualTo("wallet/.snapshot");
    assertThat(WIRE.copy(state)).isEqualTo(state);
    assertThat(WIRE.copy(EntityState.empty("wallet"))).isEqualTo(EntityState.empty("wallet"));
  }

  @Test
  void anEntryThatWasReadIsWrittenAsItWas() {
    byte[] bytes = WIRE.write(Wire.entry(new Wallet.Deposited(5), Wire.receipt()));
    assertThat(WIRE.write(WIRE.read(bytes, "wallet/deposited#1"))).isEqualTo(bytes);
  }

  @Test
  void theMessagesOfAPlainActorNeedNoRegistrationBeyondTheirProtocol() {
    TestProbe<Wire.Greeted> asker = WIRE.kit.createTestProbe();
    Wire.Greet greet = new Wire.Greet("a", asker.getRef());
    assertThat(WIRE.manifest(greet)).isEqualTo("message:talk/greet");
    assertThat(WIRE.copy(greet)).isEqualTo(greet);
    assertThat(WIRE.copy(new Wire.Expire())).isEqualTo(new Wire.Expire());
    assertThat(WIRE.manifest(new Wire.Greeted(3))).isEqualTo("message:talk/greeted");
    assertThat(WIRE.copy(new Wire.Greeted(3))).isEqualTo(new Wire.Greeted(3));
    assertThat(WIRE.copy(Wire.Mood.GOOD)).isEqualTo(Wire.Mood.GOOD);
  }

  @Test
  void noWarningIsLoggedAboutSerializers() {
    List<Object> all =
        List.of(
            Wire.envelope(new Wallet.Touch(), WIRE.kit.<EntityReply>createTestProbe().getRef()),
            new EntityReply.Answered("wallet", "touch", new Reply.Accepted<>(Done.DONE)),
            failed("x"),
            Wire.entry(new Wallet.Deposited(5), Wire.receipt()),
            EntityState.empty("wallet"),
            new Wire.Expire(),
            Wire.Mood.GOOD,
            new Wire.Greeted(1));
    ActorSystem<Void> fresh =
        ActorSystem.create(
            Behaviors.empty(),
            "fresh",
            ActorSystemSetup.create(
                BootstrapSetup.create(ConfigFactory.load()),
                MessageSerializer.setup(MessageTypes.of(Wallet.TYPE).and(Wire.TALK))));
    try {
      List<String> serializers = new ArrayList<>();
      LoggingTestKit.empty()
          .withLogLevel(org.slf4j.event.Level.WARN)
          .withOccurrences(0)
          .expect(
              fresh,
              () -> {
                Serialization serialization = SerializationExtension.get(Adapter.toClassic(fresh));
                all.forEach(each ->
                    serializers.add(
                        serialization.findSerializerFor(each).getClass().getSimpleName()));
                return serializers;
              });
      assertThat(serializers).hasSize(all.size()).containsOnly("MessageSerializer");
    } finally {
      fresh.terminate();
    }
  }

  @Test
  void javaSerializationIsOff() {
    assertThat(
            WIRE.kit
                .system()
                .settings()
                .config()
                .getBoolean("pekko.actor.allow-java-serialization"))
        .isFalse();
    assertThatThrownBy(() -> WIRE.serialization.serialize(new ArrayList<>(List.of("a"))).get())
        .hasMessageContaining("Java serialization");
  }
}
