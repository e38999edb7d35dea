package dev.troupe.http.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemException;
import dev.troupe.model.EntityCommand;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.internal.EnvelopeCodec;
import java.nio.charset.StandardCharsets;

/**
 * Makes commands of JSON, and refuses with a {@link ProblemException} what is no JSON (400), does
 * not fit its record (422, naming the field), or is larger than may be sent to an entity (413).
 *
 * <p>Thread-safe.
 */
public final class CommandReader {
  /**
   * The shortest body that can be longer than a command may be: 9 bytes for 2, and some to spare.
   */
  private static final int MEASURED = EnvelopeCodec.LONGEST_COMMAND / 14;

  private static final ObjectMapper CBOR = MessageMappers.cbor();

  private final String type;
  private final String command;
  private final Class<?> record;
  private final RecordReader<?> reader;

  /**
   * The reader of one kind of command.
   *
   * @param shapes shared between readers
   * @param type the entity type's name
   * @param command the command's name, as it is in the URL
   * @param record its class
   */
  public CommandReader(Shapes shapes, String type, String command, Class<?> record) {
    this.type = type;
    this.command = command;
    this.record = record;
    this.reader = new RecordReader<>(shapes, command, record);
  }

  /** The class of what is read. */
  public Class<?> record() {
    return record;
  }

  /** The command of this body; an empty one counts as {@code {}}. */
  public EntityCommand<?, ?> read(byte[] body) {
    EntityCommand<?, ?> read = (EntityCommand<?, ?>) reader.read(body);
    if (body.length >= MEASURED) {
      requireSendable(read);
    }
    return read;
  }

  /** The command of this JSON, which is shorter than any limit. */
  EntityCommand<?, ?> read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The same refusal whether the entity is on this node or behind a frame that would not take it.
   */
  private void requireSendable(EntityCommand<?, ?> read) {
    try {
      int length = CBOR.writeValueAsBytes(read).length;
      if (length > EnvelopeCodec.LONGEST_COMMAND) {
        throw new ProblemException(Problem.of(EnvelopeCodec.tooLarge(type, length)));
      }
    } catch (JsonProcessingException e) {
      throw new ProblemException(Misfit.of("", "can't be sent").problem(command));
    }
  }
}
