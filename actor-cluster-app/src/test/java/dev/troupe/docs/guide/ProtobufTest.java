package dev.troupe.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A message of a plain actor that is sent as Protocol Buffers. */
class ProtobufTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.actor.provider = remote
              pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              pekko.loglevel = WARNING
              """)
          .withFallback(ConfigFactory.parseResources("guide/protobuf.conf"))
          .withFallback(ConfigFactory.load());
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00.123Z");

  private static final ActorTestKit HERE = ActorTestKit.create("here", CONFIG);
  private static final ActorTestKit THERE = ActorTestKit.create("there", CONFIG);

  private final TestProbe<Timestamp> asker = HERE.createTestProbe();
  private final Serialization serialization =
      SerializationExtension.get(Adapter.toClassic(HERE.system()));

  @AfterAll
  static void stop() {
    HERE.shutdownTestKit();
    THERE.shutdownTestKit();
  }

  // @start region="behavior"
  static Behavior<Reading> confirming() {
    return Behaviors.receiveMessage(reading -> {
      Instant at = reading.at();
      reading
          .confirmTo()
          .tell(
              Timestamp.newBuilder()
                  .setSeconds(at.getEpochSecond())
                  .setNanos(at.getNano())
                  .build());
      return Behaviors.same();
    });
  }

  // @end

  private Reading reading() {
    return new Reading("s-1", 21.5, NOON, asker.getRef());
  }

  private byte[] written(Reading reading) {
    assertThat(serialization.findSerializerFor(reading)).isInstanceOf(ReadingSerializer.class);
    return serialization.serialize(reading).get();
  }

  private Reading read(byte[] bytes) {
    return (Reading) serialization.deserialize(bytes, 77_001, "reading").get();
  }

  @Test
  void aRecordAndAGeneratedMessageGoToAnotherSystemAndBack() {
    String address =
        ActorRefResolver.get(THERE.system())
            .toSerializationFormat(THERE.spawn(confirming(), "confirming"));
    ActorRef<Reading> remote = ActorRefResolver.get(HERE.system()).resolveActorRef(address);
    remote.tell(reading());
    assertThat(asker.receiveMessage(PATIENCE))
        .isEqualTo(
            Timestamp.newBuilder().setSeconds(NOON.getEpochSecond()).setNanos(123_000_000).build());
  }

  @Test
  void anotherProgramReadsItByTheNumbersOfItsFields() throws Exception {
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(written(reading()));
    assertThat(fields.getField(1).getLengthDelimitedList().getFirst().toStringUtf8())
        .isEqualTo("s-1");
    assertThat(Double.longBitsToDouble(fields.getField(2).getFixed64List().getFirst()))
        .isEqualTo(21.5);
    assertThat(fields.getField(3).getVarintList()).containsExactly(NOON.toEpochMilli());
    assertThat(fields.getField(4).getLengthDelimitedList().getFirst().toStringUtf8())
        .startsWith("pekko://here@127.0.0.1:");
  }

  @Test
  void aFieldMayComeAndGo() throws Exception {
    Descriptor newer =
        ReadingSerializer.schema(
            ReadingSerializer.field("sensor", 1, FieldDescriptorProto.Type.TYPE_STRING),
            ReadingSerializer.field("at_millis", 3, FieldDescriptorProto.Type.TYPE_INT64),
            ReadingSerializer.field("confirm_to", 4, FieldDescriptorProto.Type.TYPE_STRING),
            ReadingSerializer.field("unit", 5, FieldDescriptorProto.Type.TYPE_STRING));
    DynamicMessage read = DynamicMessage.parseFrom(newer, written(reading()));
    assertThat(read.getField(newer.findFieldByNumber(1))).isEqualTo("s-1");
    assertThat(read.getField(newer.findFieldByNumber(5))).isEqualTo("");
    byte[] written =
        DynamicMessage.newBuilder(newer)
            .mergeFrom(read)
            .setField(newer.findFieldByNumber(5), "kelvin")
            .setUnknownFields(UnknownFieldSet.getDefaultInstance())
            .build()
            .toByteArray();
    assertThat(read(written)).isEqualTo(new Reading("s-1", 0, NOON, asker.getRef()));
  }
}
