package dev.troupe.http.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.troupe.http.internal.EventBuffer.Gap;
import dev.troupe.http.internal.EventBuffer.Message;
import dev.troupe.http.internal.EventBuffer.Note;
import dev.troupe.http.internal.EventBuffer.Piece;
import dev.troupe.model.Broken;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.TopicMessages;
import org.apache.pekko.util.ByteString;

/**
 * Events as the text that browsers read ({@code text/event-stream}, WHATWG HTML, 9.2): a message's
 * name is its record's, its data JSON of one line. Thread-safe.
 */
public final class EventText {
  /** The name of the event that says that others are missing. */
  public static final String GAP = "gap";

  /** What is sent when nothing happens. */
  public static final ByteString HEARTBEAT = comment("heartbeat");

  private static final ObjectMapper JSON = MessageMappers.strictJson();

  private final ObjectWriter writer;

  private EventText(ObjectWriter writer) {
    this.writer = writer;
  }

  /** Of messages of this type; one of a sealed interface says in its data which it is. */
  public static EventText of(Class<?> protocol) {
    return new EventText(JSON.writerFor(protocol));
  }

  /** This as it is sent. */
  public ByteString of(Piece<?> piece) {
    return switch (piece) {
      case Message<?> it ->
          ByteString.fromString(
              "id: %d\nevent: %s\ndata: %s\n\n"
                  .formatted(it.number(), TopicMessages.name(it.message()), data(it.message())));
      case Gap<?> gap ->
          ByteString.fromString(
              "event: %s\ndata: %s\n\n"
                  .formatted(GAP, gap.missed().map("{\"missed\":%d}"::formatted).orElse("{}")));
      case Note<?> note -> comment(note.text());
    };
  }

  private static ByteString comment(String text) {
    return ByteString.fromString(": %s\n\n".formatted(Printable.of(text, 200)));
  }

  private String data(Object message) {
    try {
      return writer.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new Broken(
          "%s can't be written as JSON: %s"
              .formatted(message.getClass().getName(), e.getClass().getSimpleName()));
    }
  }
}
