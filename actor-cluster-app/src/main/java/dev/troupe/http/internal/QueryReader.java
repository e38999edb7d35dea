package dev.troupe.http.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.troupe.http.ProblemException;
import dev.troupe.http.internal.Shape.Field;
import dev.troupe.http.internal.Shape.Fields;
import dev.troupe.http.internal.Shape.ListOf;
import dev.troupe.http.internal.Shape.Named;
import dev.troupe.model.EntityCommand;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes queries of URL parameters, each of which is one component of the query's record.
 *
 * <p>Text, numbers, booleans and enums are written as they are, a list of those by repeating the
 * parameter (no parameter is no element), and everything else as JSON. Refuses with a {@link
 * ProblemException} of 422 that names the parameter. Thread-safe.
 */
public final class QueryReader {
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
  private static final JsonFactory JSON = new JsonFactory();

  private final String query;
  private final CommandReader reader;
  private final Map<String, Field> fields;

  /**
   * The reader of one kind of query.
   *
   * @param shapes shared between readers
   * @param type the entity type's name
   * @param noun the query's name, as it is in the URL
   * @param record its class
   */
  public QueryReader(Shapes shapes, String type, String noun, Class<?> record) {
    this.query = noun;
    this.reader = new CommandReader(shapes, type, noun, record);
    this.fields =
        shapes.of(record) instanceof Named named
                && shapes.definition(named) instanceof Fields components
            ? components.fields()
            : Map.of();
  }

  /** The class of what is read. */
  public Class<?> record() {
    return reader.record();
  }

  /** The query of these parameters, each with its values in the order of the URL. */
  public EntityCommand<?, ?> read(Map<String, List<String>> parameters) {
    StringWriter json = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(json)) {
      out.writeStartObject();
      for (var parameter : parameters.entrySet()) {
        out.writeFieldName(parameter.getKey());
        write(out, parameter.getKey(), parameter.getValue());
      }
      writeListsWithoutElements(out, parameters);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reader.read(json.toString());
  }

  private void writeListsWithoutElements(JsonGenerator out, Map<String, List<String>> parameters)
      throws IOException {
    for (Field field : fields.values()) {
      if (field.isRequired()
          && field.shape().isRepeated()
          && !parameters.containsKey(field.name())) {
        out.writeFieldName(field.name());
        out.writeStartArray();
        out.writeEndArray();
      }
    }
  }

  private void write(JsonGenerator out, String name, List<String> values) throws IOException {
    Field field = fields.get(name);
    if (field != null && field.shape() instanceof ListOf list && list.isRepeated()) {
      out.writeStartArray();
      for (String value : values) {
        write(out, list.element(), value);
      }
      out.writeEndArray();
      return;
    }
    if (field != null && values.size() > 1) {
      throw new ProblemException(
          Misfit.of(Printable.of(name), "is given %d times; give it once".formatted(values.size()))
              .problem(query));
    }
    write(out, field == null ? new Shape.Anything() : field.shape(), values.getFirst());
  }

  private static void write(JsonGenerator out, Shape shape, String value) throws IOException {
    boolean isRaw =
        switch (shape) {
          case Shape.Whole whole -> NUMBER.matcher(value).matches();
          case Shape.Decimal decimal -> NUMBER.matcher(value).matches();
          case Shape.Flag flag -> value.equals("true") || value.equals("false");
          case Shape.Text text -> false;
          case Shape.Choice choice -> false;
          case Shape.ListOf list -> isJson(value);
          case Shape.MapOf map -> isJson(value);
          case Shape.Named named -> isJson(value);
          case Shape.Anything any -> isJson(value);
        };
    if (isRaw) {
      out.writeRawValue(value);
    } else {
      out.writeString(value);
    }
  }

  /** Whether it is one JSON value, and so can't end the object that it is put into. */
  private static boolean isJson(String value) {
    try (JsonParser in = JSON.createParser(value)) {
      if (in.nextToken() == null) {
        return false;
      }
      in.skipChildren();
      return in.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
