package dev.troupe.persistence.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.Broken;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.NotServed;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.TimedOut;
import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.Freshness;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.Passage;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.internal.WireEnvelope.WireDelivery;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** Envelopes and failures on the wire. Thread-safe. */
public final class EnvelopeCodec {
  /** Below Artery's frame of 256 KiB, over which a message is dropped without a word. */
  public static final int LONGEST_COMMAND = 224 * 1024;

  /** The same for a reply. */
  static final int LONGEST_REPLY = LONGEST_COMMAND;

  private final ObjectMapper cbor = MessageMappers.cbor();
  private final ActorRefResolver refs;

  /** The codec of this actor system. */
  public EnvelopeCodec(ActorSystem<?> system) {
    refs = ActorRefResolver.get(system);
  }

  /** Reads a command's fields. */
  @FunctionalInterface
  public interface CommandReader {
    /** The command of these fields. */
    EntityCommand<?, ?> read(byte[] bytes) throws IOException;
  }

  /**
   * The envelope around a command.
   *
   * @throws TooLarge if the command is larger than a frame takes
   */
  public byte[] write(EntityEnvelope envelope, byte[] command) throws IOException {
    if (command.length > LONGEST_COMMAND) {
      throw tooLarge(envelope.type(), command.length);
    }
    return new WireEnvelope(
            envelope.key().encoded(),
            envelope.id().map(CommandId::value).orElse(null),
            Duration.ofNanos(envelope.nanosLeft()).toMillis(),
            refs.toSerializationFormat(envelope.replyTo()),
            command,
            envelope.delivery().map(EnvelopeCodec::wire).orElse(null),
            envelope.isWithinTenant() ? null : envelope.caller().value(),
            envelope.freshness().isStrong(),
            envelope.passage().traceparent().orElse(null),
            envelope.passage().principal().orElse(null))
        .write(cbor);
  }

  /** The failure that a command of this size meets. */
  public static TooLarge tooLarge(String type, int length) {
    return new TooLarge(
        "%s: a command of %d bytes is larger than the %d that may be sent; send less at a time"
            .formatted(type, length, LONGEST_COMMAND));
  }

  /** The envelope, its deadline counted from now. */
  public EntityEnvelope read(byte[] bytes, CommandReader commands, Manifest manifest)
      throws IOException {
    WireEnvelope wire = WireEnvelope.read(cbor, bytes);
    ActorRef<EntityReply> replyTo = refs.resolveActorRef(wire.r());
    EntityKey key = EntityKey.parse(wire.k());
    return new EntityEnvelope(
        manifest.type(),
        key,
        wire.f() == null ? key.tenant() : new TenantId(wire.f()),
        command(wire, commands, replyTo),
        Optional.ofNullable(wire.i()).map(CommandId::of),
        Optional.ofNullable(wire.d()).map(EnvelopeCodec::delivery),
        System.nanoTime() + Duration.ofMillis(wire.t()).toNanos(),
        wire.s() ? Freshness.STRONG : Freshness.USUAL,
        replyTo,
        Passage.now(Optional.ofNullable(wire.w()), Optional.ofNullable(wire.p())));
  }

  /** What can't be read is dropped by Pekko; so the caller is told from here. */
  private static EntityCommand<?, ?> command(
      WireEnvelope wire, CommandReader commands, ActorRef<EntityReply> replyTo) throws IOException {
    try {
      return commands.read(wire.c());
    } catch (UnreadableMessage e) {
      replyTo.tell(new EntityReply.Failed(new Unavailable(String.valueOf(e.getMessage()))));
      throw e;
    }
  }

  /** A failure; its code is the manifest. */
  public byte[] writeFailure(Failure failure) throws IOException {
    String why = String.valueOf(failure.getMessage());
    long retryMillis = failure.retryAfter().map(Duration::toMillis).orElse(0L);
    return cbor.writeValueAsBytes(
        failure instanceof Throttled t
            ? new WireFailure(subject(why), retryMillis, t.limit(), t.allowed(), t.used())
            : new WireFailure(why, retryMillis, null, 0L, null));
  }

  /** Whose limit it is; a {@link Throttled} says so only as the start of its sentence. */
  private static String subject(String why) {
    int end = why.indexOf(" is at its limit ");
    return end < 0 ? why : why.substring(0, end);
  }

  /** The failure of this code; one that this build does not know is worth another try. */
  public Failure readFailure(String code, byte[] bytes) throws IOException {
    WireFailure wire = cbor.readValue(bytes, WireFailure.class);
    return switch (code) {
      case "already-delivered" -> new AlreadyDelivered(wire.why());
      case "broken" -> new Broken(wire.why());
      case "forbidden" -> new Forbidden(wire.why());
      case "too-large" -> new TooLarge(wire.why());
      case "timed-out" -> new TimedOut(wire.why());
      case "throttled" ->
          new Throttled(
              wire.why(),
              String.valueOf(wire.limit()),
              wire.used() == null ? wire.allowed() : wire.used(),
              wire.allowed(),
              Duration.ofMillis(wire.retryMillis()));
      default ->
          NotServed.reasonOf(code)
              .<Failure>map(reason -> new NotServed(wire.why(), reason))
              .orElseGet(() -> new Unavailable(wire.why(), Duration.ofMillis(wire.retryMillis())));
    };
  }

  private static WireDelivery wire(Delivery delivery) {
    return switch (delivery) {
      case Delivery.OfMessage m -> new WireDelivery(m.row(), m.attempt(), null, null);
      case Delivery.OfReminder r ->
          new WireDelivery(r.generation(), r.occurrence(), r.name(), r.next().orElse(null));
    };
  }

  private static Delivery delivery(WireDelivery wire) {
    return wire.n() == null
        ? new Delivery.OfMessage(wire.a(), Math.toIntExact(wire.b()))
        : new Delivery.OfReminder(wire.n(), wire.a(), wire.b(), Optional.ofNullable(wire.x()));
  }

  /** An older node does not say how many are used. */
  private record WireFailure(
      String why, long retryMillis, @Nullable String limit, long allowed, @Nullable Long used) {}
}
