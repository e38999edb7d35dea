package dev.troupe.docs.guide;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.NotSerializableException;
import java.time.Instant;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Readings as Protocol Buffers, by the schema that other programs have. Thread-safe. */
public final class ReadingSerializer extends SerializerWithStringManifest {
  /** What {@code protoc} would make of the schema; a generated class has it built in. */
  static final Descriptor SCHEMA =
      schema(
          field("sensor", 1, FieldDescriptorProto.Type.TYPE_STRING),
          field("celsius", 2, FieldDescriptorProto.Type.TYPE_DOUBLE),
          field("at_millis", 3, FieldDescriptorProto.Type.TYPE_INT64),
          field("confirm_to", 4, FieldDescriptorProto.Type.TYPE_STRING));

  private static final String READING = "reading";

  private final ActorRefResolver refs;

  /** Made by Pekko. */
  public ReadingSerializer(ExtendedActorSystem system) {
    refs = ActorRefResolver.get(Adapter.toTyped(system));
  }

  static FieldDescriptorProto field(String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder().setName(name).setNumber(number).setType(type).build();
  }

  static Descriptor schema(FieldDescriptorProto... fields) {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName("Reading");
    for (FieldDescriptorProto each : fields) {
      message.addField(each);
    }
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("reading.proto")
            .setSyntax("proto3")
            .addMessageType(message)
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Reading");
    } catch (DescriptorValidationException e) {
      throw new IllegalArgumentException("the schema of a reading is none", e);
    }
  }

  @Override
  public int identifier() {
    return 77_001; // Any that no other serializer has.
  }

  @Override
  public String manifest(Object message) {
    return READING;
  }

  // @start region="serializer"
  @Override
  public byte[] toBinary(Object message) {
    Reading reading = (Reading) message;
    return DynamicMessage.newBuilder(SCHEMA)
        .setField(SCHEMA.findFieldByNumber(1), reading.sensor())
        .setField(SCHEMA.findFieldByNumber(2), reading.celsius())
        .setField(SCHEMA.findFieldByNumber(3), reading.at().toEpochMilli())
        .setField(SCHEMA.findFieldByNumber(4), refs.toSerializationFormat(reading.confirmTo()))
        .build()
        .toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(READING)) {
      throw new NotSerializableException("expected a '%s', was '%s'".formatted(READING, manifest));
    }
    try {
      DynamicMessage read = DynamicMessage.parseFrom(SCHEMA, bytes);
      return new Reading(
          (String) read.getField(SCHEMA.findFieldByNumber(1)),
          (Double) read.getField(SCHEMA.findFieldByNumber(2)),
          Instant.ofEpochMilli((Long) read.getField(SCHEMA.findFieldByNumber(3))),
          refs.resolveActorRef((String) read.getField(SCHEMA.findFieldByNumber(4))));
    } catch (InvalidProtocolBufferException e) {
      throw new NotSerializableException("a reading is not whole: " + e.getMessage());
    }
  }
  // @end
}
