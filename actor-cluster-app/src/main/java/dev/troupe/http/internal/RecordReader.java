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
import dev.troupe.persistence.MessageMappers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Makes records of JSON, and refuses with a {@link ProblemException} what is no JSON (400) or does
 * not fit its record (422, naming the field).
 *
 * <p>Thread-safe.
 *
 * @param <T> the record
 */
public final class RecordReader<T> {
  private static final ObjectMapper JSON = MessageMappers.strictJson();
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
  private final String name;
  private final Class<T> raw;
  private final JavaType record;

  /**
   * The reader of one kind of body.
   *
   * @param shapes shared between readers
   * @param name what it is called in problems
   * @param record its class
   */
  public RecordReader(Shapes shapes, String name, Class<T> record) {
    this.shapes = shapes;
    this.name = name;
    this.raw = record;
    this.record = JSON.constructType(record);
  }

  /** The record of this body; an empty one counts as {@code {}}. */
  public T read(byte[] body) {
    String text = body.length == 0 ? "{}" : decode(body);
    requireFit(text);
    return construct(text);
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
            ProblemCode.MALFORMED_JSON, "%s: the body is not JSON: %s".formatted(name, why)));
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
        throw new ProblemException(misfit.get().problem(name));
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
                .formatted(name, LIMITS.getMaxTokenCount())));
  }

  private static String where(JsonProcessingException e) {
    var at = e.getLocation();
    String what = Printable.of(e.getOriginalMessage(), 200);
    return at == null
        ? what
        : "%s, at line %d column %d".formatted(what, at.getLineNr(), at.getColumnNr());
  }

  private T construct(String text) {
    try {
      return JSON.readValue(text, raw);
    } catch (JsonMappingException e) {
      String field = FieldPath.of(e.getPath()).toString();
      throw new ProblemException(misfit(field, e).problem(name));
    } catch (IOException | RuntimeException e) {
      throw new ProblemException(Misfit.of("", "does not fit its record").problem(name));
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
}
