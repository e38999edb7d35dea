package dev.troupe.http.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.http.ProblemException;
import dev.troupe.model.EntityCommand;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.internal.EnvelopeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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

  private static final ObjectMapper JSON = MessageMappers.strictJson();
  private static final ObjectMapper CBOR = MessageMappers.cbor();
  private static final StreamReadConstraints LIMITS = JSON.getFactory().streamReadConstraints();

  /** Values that are too long are told by {@link ShapeCheck}, which knows where they are. */
  private static final JsonFactory SYNTAX =
      JsonFactory.builder()
          .streamReadConstraints(
              LIMITS
                  .rebuild()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Shapes shapes;
  private final String type;
  private final String command;
  private final JavaType record;

  /**
   * The reader of one kind of command.
   *
   * @param shapes shared between readers
   * @param type the entity type's name
   * @param command the command's name, as it is in the URL
   * @param record its class
   */
  public CommandReader(Shapes shapes, String type, String command, Class<?> record) {
    this.shapes = shapes;
    this.type = type;
    this.command = command;
    this.record = JSON.constructType(record);
  }

  /** The class of what is read. */
  public Class<?> record() {
    return record.getRawClass();
  }

  /** The command of this body; an empty one counts as {@code {}}. */
  public EntityCommand<?, ?> read(byte[] body) {
    String text = body.length == 0 ? "{}" : decode(body);
    requireFit(text);
    EntityCommand<?, ?> read = construct(text);
    if (body.length >= MEASURED) {
      requireSendable(read);
    }
    return read;
  }

  /** The command of this JSON, which is shorter than any limit. */
  EntityCommand<?, ?> read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  private String decode(byte[] body) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("it is not UTF-8");
    }
    if (text.charAt(0) == '\ufeff') {
      throw malformed("it starts with a byte order mark; leave that out");
    }
    return text;
  }

  private ProblemException malformed(String why) {
    return new ProblemException(
        Problem.of(
            ProblemCode.MALFORMED_JSON, "%s: the body is not JSON: %s".formatted(command, why)));
  }

  private void requireFit(String text) {
    try (TaggedParser in = new TaggedParser(SYNTAX, text)) {
      if (in.nextToken() == null) {
        throw malformed("it is blank");
      }
      var misfit = new ShapeCheck(in, shapes, LIMITS.getMaxStringLength()).check(shapes.of(record));
      if (in.nextToken() != null) {
        throw malformed("text follows the value, at column " + in.currentLocation().getColumnNr());
      }
      if (misfit.isPresent()) {
        throw new ProblemException(misfit.get().problem(command));
      }
    } catch (StreamConstraintsException e) {
      throw tooDeepOrTooMany(e);
    } catch (JsonProcessingException e) {
      throw malformed(where(e));
    } catch (IOException e) {
      throw malformed("it can't be read");
    }
  }

  private ProblemException tooDeepOrTooMany(StreamConstraintsException e) {
    if (e.getOriginalMessage().contains("nesting")) {
      return malformed("it is nested deeper than " + LIMITS.getMaxNestingDepth());
    }
    return new ProblemException(
        Problem.of(
            ProblemCode.TOO_LARGE,
            "%s: the body has more than %d values, names and brackets; send less at a time"
                .formatted(command, LIMITS.getMaxTokenCount())));
  }

  private static String where(JsonProcessingException e) {
    var at = e.getLocation();
    String what = Printable.of(e.getOriginalMessage(), 200);
    return at == null
        ? what
        : "%s, at line %d column %d".formatted(what, at.getLineNr(), at.getColumnNr());
  }

  private EntityCommand<?, ?> construct(String text) {
    try {
      return (EntityCommand<?, ?>) JSON.readValue(text, record.getRawClass());
    } catch (JsonMappingException e) {
      String field = FieldPath.of(e.getPath()).toString();
      throw new ProblemException(misfit(field, e).problem(command));
    } catch (IOException | RuntimeException e) {
      throw new ProblemException(Misfit.of("", "does not fit its record").problem(command));
    }
  }

  /**
   * What fits its shape, and yet not its type: a date that does not exist, a record that says no.
   */
  private Misfit misfit(String field, JsonMappingException e) {
    if (e instanceof ValueInstantiationException
        && e.getCause() instanceof IllegalArgumentException refusal) {
      return Misfit.of(field, "was refused: " + Printable.of(String.valueOf(refusal.getMessage())));
    }
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return Misfit.mustBe(field, shapes.of(mismatch.getTargetType()), "something else");
    }
    return Misfit.of(field, "does not fit its record");
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
