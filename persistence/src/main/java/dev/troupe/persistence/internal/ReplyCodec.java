package dev.troupe.persistence.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.Reply;
import dev.troupe.persistence.UnreadableMessage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The answers of one entity type as CBOR, {@code {ok: value}} or {@code {no: code, why: message}},
 * and back. Thread-safe.
 */
public final class ReplyCodec {
  private static final String OK = "ok";
  private static final int USUAL_LENGTH = 64;

  private final KnownNames names;
  private final ObjectMapper cbor;
  private final Map<String, Answer> answers = new HashMap<>();

  /** How the answer to a command is read and written; found once, as every reply asks for it. */
  private record Answer(JavaType type, ObjectWriter writer) {}

  private record No(String no, String why) {}

  ReplyCodec(KnownNames names, ObjectMapper cbor) {
    this.names = names;
    this.cbor = cbor;
    for (CommandType command : names.contract().commands()) {
      JavaType answer = cbor.constructType(command.answer());
      answers.put(command.name(), new Answer(answer, cbor.writerFor(answer)));
    }
  }

  /** A reply to the command of this name. */
  public byte[] write(String command, Reply<?> reply) throws IOException {
    return switch (reply) {
      // By the declared type, because a member of a sealed interface needs its name.
      case Reply.Accepted<?> accepted -> {
        ObjectWriter writer = answer(command).writer();
        yield CborMap.of(
            cbor,
            USUAL_LENGTH,
            out -> {
              out.writeFieldName(OK);
              writer.writeValue(out, accepted.value());
            });
      }
      case Reply.Rejected<?> rejected ->
          cbor.writeValueAsBytes(new No(rejected.code(), rejected.message()));
    };
  }

  /** The reply to the command of this name. */
  public Reply<?> read(String command, byte[] bytes) throws IOException {
    JavaType answer = answer(command).type();
    return Reading.of(
        () -> "%s: can't read reply to %s".formatted(names.contract().type(), command),
        () -> {
          try (JsonParser in = cbor.createParser(bytes)) {
            in.nextToken();
            if (OK.equals(in.nextFieldName())) {
              in.nextToken();
              return new Reply.Accepted<Object>(cbor.readValue(in, answer));
            }
          }
          No no = cbor.readValue(bytes, No.class);
          return new Reply.Rejected<>(no.no(), no.why());
        });
  }

  private Answer answer(String command) throws UnreadableMessage {
    Answer known = answers.get(command);
    // A command may have been called otherwise before; the contract knows.
    return known != null
        ? known
        : Objects.requireNonNull(answers.get(names.command(command).name()), command);
  }
}
